//! What calls cost, as dated data: prices change on days known in advance, and an event
//! of last month is to cost what it cost then.
//!
//! Taken in November 2026 from litellm 1.109.1's price map, which cites Google's page;
//! standard tier, text. Prices of cached input in long calls, and of Flash's cached input
//! from 2027, are inferred. Good to explain and to compare by, not to invoice by.

use chrono::NaiveDate;

use crate::Usage;

/// Nano-dollars per token, which is the price in dollars per million tokens times 1,000.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Price {
    input: u64,
    cached: u64,
    output: u64,
}

/// The price of a model from a day on.
struct Row {
    model: &'static str,
    /// First day, as year, month, day.
    from: (i32, u32, u32),
    price: Price,
    /// The price of calls that read more than [`LONG_CONTEXT`] tokens, where it differs.
    long: Option<Price>,
}

/// From here on a call counts as long.
const LONG_CONTEXT: u64 = 200_000;

/// Before every price change listed here.
const ALWAYS: (i32, u32, u32) = (2025, 1, 1);

const FLASH_3_8: Price = price(750, 75, 3_750);
const FLASH_3_8_FROM_2027: Price = price(1_500, 150, 7_500);
const FLASH_LITE_3_5: Price = price(300, 30, 2_500);
const PRO_3_1: (Price, Price) = (price(2_000, 200, 12_000), price(4_000, 400, 18_000));
const NEW_YEAR_2027: (i32, u32, u32) = (2027, 1, 1);
/// Gemini 2.5 Pro and Flash retire; their names are served, and billed, by newer models.
const RETIRED_2_5: (i32, u32, u32) = (2026, 12, 1);

/// Models by name, which covers their numbered and preview versions; of a model's rows, the
/// latest that has begun holds.
const ROWS: &[Row] = &[
    row("gemini-4-argon", ALWAYS, price(2_000, 100, 10_000)),
    row("gemini-4-argon", (2026, 12, 1), price(4_000, 200, 20_000)),
    row("gemini-3.8-flash", ALWAYS, FLASH_3_8),
    row("gemini-3.8-flash", NEW_YEAR_2027, FLASH_3_8_FROM_2027),
    row("gemini-3.7-flash", ALWAYS, FLASH_3_8),
    row("gemini-3.7-flash", NEW_YEAR_2027, FLASH_3_8_FROM_2027),
    row("gemini-3.6-flash", ALWAYS, FLASH_3_8),
    row("gemini-3.6-flash", NEW_YEAR_2027, FLASH_3_8_FROM_2027),
    row("gemini-flash-latest", ALWAYS, FLASH_3_8),
    row("gemini-flash-latest", NEW_YEAR_2027, FLASH_3_8_FROM_2027),
    row("gemini-3.5-flash", ALWAYS, price(1_500, 150, 9_000)),
    row("gemini-3.5-flash-lite", ALWAYS, FLASH_LITE_3_5),
    row("gemini-flash-lite-latest", ALWAYS, FLASH_LITE_3_5),
    row("gemini-3.1-flash-lite", ALWAYS, price(250, 25, 1_500)),
    long_row("gemini-3.1-pro", ALWAYS, PRO_3_1),
    long_row("gemini-pro-latest", ALWAYS, PRO_3_1),
    row("gemini-2.5-flash", ALWAYS, price(300, 30, 2_500)),
    row("gemini-2.5-flash", RETIRED_2_5, FLASH_LITE_3_5),
    row("gemini-2.5-flash-lite", ALWAYS, price(100, 10, 400)),
    long_row("gemini-2.5-pro", ALWAYS, (price(1_250, 125, 10_000), price(2_500, 250, 15_000))),
    row("gemini-2.5-pro", RETIRED_2_5, FLASH_3_8),
    row("gemini-2.5-pro", NEW_YEAR_2027, FLASH_3_8_FROM_2027),
    row("gemini-embedding-2", ALWAYS, price(200, 200, 0)),
    row("gemini-embedding-001", ALWAYS, price(150, 150, 0)),
    row("offline-", ALWAYS, price(0, 0, 0)),
    row("all-MiniLM-L6-v2", ALWAYS, price(0, 0, 0)),
];

const fn price(input: u64, cached: u64, output: u64) -> Price {
    Price { input, cached, output }
}

const fn row(model: &'static str, from: (i32, u32, u32), price: Price) -> Row {
    Row { model, from, price, long: None }
}

const fn long_row(model: &'static str, from: (i32, u32, u32), prices: (Price, Price)) -> Row {
    Row { model, from, price: prices.0, long: Some(prices.1) }
}

/// What this usage of a model cost on a day, in millionths of a dollar, rounded; `None` for
/// a model without a known price. Pass the name that the response reports, if it does.
pub fn cost_micro_usd(model: &str, usage: &Usage, on: NaiveDate) -> Option<u64> {
    let price = find(model, usage.input, on)?;
    let cached = usage.cached.min(usage.input);
    let nano = (usage.input - cached)
        .saturating_mul(price.input)
        .saturating_add(cached.saturating_mul(price.cached))
        .saturating_add(usage.output.saturating_add(usage.reasoning).saturating_mul(price.output));
    Some(nano.saturating_add(500) / 1_000)
}

fn find(model: &str, input: u64, on: NaiveDate) -> Option<Price> {
    let model = model.strip_prefix("models/").unwrap_or(model);
    let begun = |row: &&Row| {
        let (year, month, day) = row.from;
        NaiveDate::from_ymd_opt(year, month, day).is_some_and(|from| from <= on)
    };
    let matching = ROWS.iter().filter(|row| is_version_of(model, row.model));
    let row = matching.filter(begun).max_by_key(|row| row.from)?;
    Some(row.long.filter(|_| input > LONG_CONTEXT).unwrap_or(row.price))
}

/// Whether `model` is `name` itself, `name-001`, `name-preview-09-2026` or the like. A mere
/// common beginning is not enough: `-lite` is another model with another price.
fn is_version_of(model: &str, name: &str) -> bool {
    model.strip_prefix(name).is_some_and(|rest| {
        rest.is_empty()
            || rest.starts_with("-preview")
            || rest.strip_prefix('-').is_some_and(|v| v.starts_with(|c: char| c.is_ascii_digit()))
            || name.ends_with('-')
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(year: i32, month: u32, day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(year, month, day).unwrap()
    }

    fn usage(input: u64, cached: u64, output: u64, reasoning: u64) -> Usage {
        Usage { input, cached, output, reasoning, total: input + output + reasoning }
    }

    #[test]
    fn adds_input_cache_output_and_thinking() {
        let usage = usage(10_000, 4_000, 500, 1_500);
        // 6,000 at 0.75 + 4,000 at 0.075 + 2,000 at 3.75, per million
        let cost = cost_micro_usd("gemini-3.8-flash", &usage, day(2026, 11, 23));
        assert_eq!(cost, Some(4_500 + 300 + 7_500));
    }

    #[test]
    fn prices_change_on_their_day() {
        let usage = usage(1_000_000, 0, 0, 0);
        let cost = |model, date| cost_micro_usd(model, &usage, date);
        assert_eq!(cost("gemini-3.8-flash", day(2026, 12, 31)), Some(750_000));
        assert_eq!(cost("gemini-3.8-flash", day(2027, 1, 1)), Some(1_500_000));
        assert_eq!(cost("gemini-4-argon", day(2026, 11, 30)), Some(2_000_000));
        assert_eq!(cost("gemini-4-argon", day(2026, 12, 1)), Some(4_000_000));
    }

    #[test]
    fn retired_names_cost_what_their_successors_cost() {
        let usage = usage(0, 0, 1_000_000, 0);
        let cost = |model, date| cost_micro_usd(model, &usage, date);
        assert_eq!(cost("gemini-2.5-pro", day(2026, 11, 30)), Some(10_000_000));
        assert_eq!(cost("gemini-2.5-pro", day(2026, 12, 1)), Some(3_750_000));
        assert_eq!(cost("gemini-2.5-flash-lite", day(2026, 12, 2)), Some(400_000));
    }

    #[test]
    fn long_calls_cost_more() {
        let cost = |input| {
            cost_micro_usd("gemini-3.1-pro-preview", &usage(input, 0, 0, 0), day(2026, 11, 23))
        };
        assert_eq!(cost(200_000), Some(400_000));
        assert_eq!(cost(200_001), Some(800_004));
    }

    #[test]
    fn local_models_are_free_and_unknown_ones_unpriced() {
        let usage = usage(1_000, 0, 1_000, 0);
        assert_eq!(cost_micro_usd("offline-steward", &usage, day(2026, 11, 23)), Some(0));
        assert_eq!(cost_micro_usd("gemini-9-xenon", &usage, day(2026, 11, 23)), None);
        assert_eq!(cost_micro_usd("gemini-3.8-flash-nano", &usage, day(2026, 11, 23)), None);
    }

    #[test]
    fn versions_cost_what_their_model_costs() {
        let usage = usage(1_000_000, 0, 0, 0);
        for model in ["models/gemini-2.5-flash", "gemini-2.5-flash-002", "gemini-2.5-flash-preview"]
        {
            assert_eq!(cost_micro_usd(model, &usage, day(2026, 11, 1)), Some(300_000), "{model}");
        }
    }

    #[test]
    fn absurd_figures_do_not_overflow() {
        let usage = usage(u64::MAX / 4, u64::MAX, u64::MAX / 4, 1);
        assert!(cost_micro_usd("gemini-4-argon", &usage, day(2026, 12, 1)).is_some());
    }
}
