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

/// KEYS: subjects. ARGV: of each the requests per minute, and how many are wanted. Answers per
/// subject, up to the first that is used up, how far ahead of now (in microseconds) this puts
/// its next free moment, and how many it gets: at least one, or none when it is used up.
static TAKE: LazyLock<Script> = LazyLock::new(|| {
    Script::new(
        r"
        local time = redis.call('TIME')
        local now = time[1] * 1000000 + time[2]
        local minute = 60000000
        local answer = {}
        for i, key in ipairs(KEYS) do
            local share = minute / tonumber(ARGV[2 * i - 1])
            local at = math.max(tonumber(redis.call('GET', key) or now), now)
            local free = math.floor((minute - (at - now)) / share)
            local gets = math.min(tonumber(ARGV[2 * i]), free)
            if gets < 1 then
                answer[i] = {math.floor(at + share - now), 0}
                return answer
            end
            local ahead = at + gets * share - now
            answer[i] = {math.floor(ahead), gets}
            redis.call('SET', key, string.format('%.0f', at + gets * share), 'PX', math.ceil(ahead / 1000) + 1)
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

    /// Takes so many requests, or what there is, from each, up to the first that is used up:
    /// the verdict, and how many it gave. None when Redis is away.
    pub(super) async fn take(&self, wanted: &[(&Limit, u32)]) -> Option<Vec<(Verdict, u32)>> {
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
            for (limit, count) in wanted {
                take.key(&limit.subject).arg(limit.per_minute).arg(count);
            }
            take.invoke_async::<Vec<(u64, u32)>>(&mut connection).await
        };
        match tokio::time::timeout(PATIENCE, counting).await {
            Ok(Ok(ahead)) => {
                let verdict = |((ahead, gets), (limit, _)): ((u64, u32), &(&Limit, u32))| {
                    (Verdict::of(Duration::from_micros(ahead), limit.per_minute), gets)
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
