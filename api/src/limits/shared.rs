//! The same counts in Redis, for all processes.

use std::sync::{LazyLock, Mutex, PoisonError};
use std::time::{Duration, Instant};

use redis::Script;
use redis::aio::MultiplexedConnection;

use super::Limit;
use super::rate::Verdict;

/// How long Redis may take before it counts as away.
const PATIENCE: Duration = Duration::from_millis(100);
/// How long it is left alone then.
const AWAY: Duration = Duration::from_secs(1);

/// KEYS: subjects. ARGV: requests per minute of each. Answers per subject, up to the
/// first that is used up, how far ahead of now (in microseconds) this request puts its
/// next free moment.
static TAKE: LazyLock<Script> = LazyLock::new(|| {
    Script::new(
        r"
        local time = redis.call('TIME')
        local now = time[1] * 1000000 + time[2]
        local minute = 60000000
        local answer = {}
        for i, key in ipairs(KEYS) do
            local share = minute / tonumber(ARGV[i])
            local at = math.max(tonumber(redis.call('GET', key) or now), now)
            local ahead = at + share - now
            answer[i] = math.floor(ahead)
            if ahead > minute then return answer end
            redis.call('SET', key, string.format('%.0f', at + share), 'PX', math.ceil(ahead / 1000) + 1)
        end
        return answer
        ",
    )
});

/// Where counts are shared.
pub(super) struct Shared {
    client: Option<redis::Client>,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    connection: Option<MultiplexedConnection>,
    away_until: Option<Instant>,
}

impl Shared {
    pub(super) fn new(client: Option<redis::Client>) -> Self {
        Self { client, state: Mutex::default() }
    }

    /// Takes one request from each, up to the first that is used up; none when Redis is
    /// away.
    pub(super) async fn take(&self, wanted: &[Limit]) -> Option<Vec<Verdict>> {
        let client = self.client.as_ref()?;
        let known = {
            let state = self.state();
            if state.away_until.is_some_and(|until| until > Instant::now()) {
                return None;
            }
            state.connection.clone()
        };
        let counting = async {
            let mut connection = match known {
                Some(connection) => connection,
                None => {
                    let connection = client.get_multiplexed_async_connection().await?;
                    self.state().connection = Some(connection.clone());
                    connection
                }
            };
            let mut take = TAKE.prepare_invoke();
            for limit in wanted {
                take.key(&limit.subject).arg(limit.per_minute);
            }
            take.invoke_async::<Vec<u64>>(&mut connection).await
        };
        match tokio::time::timeout(PATIENCE, counting).await {
            Ok(Ok(ahead)) => {
                let verdict = |(ahead, limit): (u64, &Limit)| {
                    Verdict::of(Duration::from_micros(ahead), limit.per_minute)
                };
                Some(ahead.into_iter().zip(wanted).map(verdict).collect())
            }
            failed => {
                let cause = failed.err().map_or("an error".to_owned(), |late| late.to_string());
                tracing::warn!(cause, "requests are counted by this process alone for a while");
                let mut state = self.state();
                state.connection = None;
                state.away_until = Some(Instant::now() + AWAY);
                None
            }
        }
    }

    fn state(&self) -> std::sync::MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
