//! What a departure changes besides the member: the owners are told apart, coming shifts are
//! cancelled, and open tasks are nobody's in particular again.

use domain::member::{Member, MemberCommand};
use domain::task::{Task, TaskAssigned, TaskCommand};
use domain::{MemberId, Role, TenantId};
use eventing::Step;
use uuid::Uuid;

use super::ownership;
use crate::config::Services;
use crate::error::ApiError;
use crate::features::shifts;

/// Somebody goes.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Departure {
    pub(crate) tenant: TenantId,
    pub(crate) member: MemberId,
    /// Who decides it: themselves, or who may.
    pub(crate) by: MemberId,
    /// What `by` may do.
    pub(crate) role: Role,
}

impl Departure {
    /// Everything that it changes, as it is now: `last` is what is asked of the member, if
    /// `may` says that one of their role may be asked.
    pub(crate) async fn steps(
        &self,
        services: &Services,
        last: MemberCommand,
        may: impl FnOnce(Role) -> Result<(), ApiError>,
    ) -> Result<Vec<Step>, ApiError> {
        let Self { tenant, member, by, role } = *self;
        let loaded = services.store.load::<Member>(tenant, member.0).await?;
        let last = Step::new::<Member>(member, last);
        let Member::Active { role: theirs, .. } = loaded.aggregate else {
            return Ok(vec![last]);
        };
        may(theirs)?;
        let mut steps = vec![
            // Their role decides who may do it, so it has to be the one that was read.
            last.expecting(loaded.sequence),
            ownership::lose(&services.database, tenant, member, by).await?,
        ];
        steps.extend(shifts::cancel_coming(services, self).await?);
        for task in self.open_tasks(services).await? {
            let assigned = TaskAssigned { assignee: None, assigned_by: by, action_id: None };
            let assign = TaskCommand::AssignTask(assigned, role);
            let loaded = services.store.load::<Task>(tenant, task).await?;
            if loaded.aggregate.is_open() && loaded.aggregate.assignee() == Some(member) {
                steps.push(Step::new::<Task>(task, assign).expecting(loaded.sequence));
            }
        }
        Ok(steps)
    }

    async fn open_tasks(&self, services: &Services) -> Result<Vec<Uuid>, sqlx::Error> {
        let mut connection = services.database.acquire(self.tenant).await?;
        sqlx::query_scalar("SELECT task_id FROM tasks WHERE assignee_id = $1 AND status = 'open'")
            .bind(self.member.0)
            .fetch_all(&mut *connection)
            .await
    }
}
