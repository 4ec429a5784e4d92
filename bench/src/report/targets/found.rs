//! How an aim's figure is found in the records.

use crate::measure::Case;
use crate::measure::statistics::{middle, ratio};
use crate::report::{Records, text};

/// A figure as it is shown.
pub(super) struct Measured {
    pub(super) text: String,
    pub(super) met: bool,
}

pub(super) fn case<'a>(records: &'a Records, workload: &str, place: usize) -> Option<&'a Case> {
    records.get(workload)?.cases.get(place)
}

pub(super) fn above(times: f64, aim: f64) -> Option<Measured> {
    Some(Measured { text: format!("{times:.2} ×"), met: times >= aim })
}

pub(super) fn latency(case: &Case, name: &str, figure: &str, most: f64) -> Option<Measured> {
    let value = middle(case, name, figure)?;
    Some(Measured { text: text::micros(value), met: value <= most })
}

pub(super) fn times(records: &Records, of: &str, aim: f64) -> Option<Measured> {
    above(ratio(records.get("append")?.case("32 writers")?, "steward", of, "events_per_s")?, aim)
}

pub(super) fn alone(records: &Records) -> Option<Measured> {
    let times =
        ratio(records.get("append")?.case("1 writer")?, "steward", "postgres-es", "p50_us")?;
    Some(Measured { text: format!("{times:.2} ×"), met: times <= 0.8 })
}

pub(super) fn http(records: &Records) -> Option<Measured> {
    // Compared with the better of its settings.
    let case = case(records, "send-message", 0)?;
    let services = ["fastapi", "fastapi-2"];
    let least = services
        .iter()
        .filter_map(|name| ratio(case, "steward", name, "operations_per_s"))
        .min_by(f64::total_cmp)?;
    above(least, 10.0)
}

pub(super) fn rebuild(records: &Records) -> Option<Measured> {
    let case = case(records, "rebuild", 0)?;
    let (rate, share) =
        (middle(case, "steward", "events_per_s")?, ratio(case, "steward", "scan", "events_per_s")?);
    let text = format!("{} events/s, {:.0} % of the scan", text::short(rate), share * 100.0);
    Some(Measured { text, met: rate >= 90_000.0 || share >= 0.4 })
}

pub(super) fn retrieval(records: &Records, passages: u64, most: f64) -> Option<Measured> {
    let cases = &records.get("retrieval")?.cases;
    let case = cases.iter().find(|case| case.parameters.get("chunks") == Some(&passages))?;
    latency(case, "steward", "p95_us", most)
}

pub(super) fn recall(records: &Records) -> Option<Measured> {
    let cases = &records.get("retrieval")?.cases;
    let least =
        cases.iter().filter_map(|case| middle(case, "steward", "recall")).min_by(f64::total_cmp)?;
    Some(Measured { text: text::short(least), met: least >= 0.98 })
}

pub(super) fn rest(records: &Records) -> Option<Measured> {
    let case = case(records, "startup", 0)?;
    let (all, model) =
        (middle(case, "steward", "resident_kb")?, middle(case, "steward", "model_kb")?);
    let shown = |size| text::figure("resident_kb", size);
    let text = format!("{}, and {} of weights", shown(all - model), shown(model));
    Some(Measured { text, met: all - model < 150.0 * 1024.0 })
}

/// The medians of both are compared. It is met where nobody quiet was refused, for that has no
/// latency, and where the flood was a hundred times as much, but for what a clock is late.
pub(super) fn fairness(records: &Records, place: usize, beside: &str) -> Option<Measured> {
    let case = case(records, "fairness", place)?;
    let of = |figure| middle(case, beside, figure);
    let times = of("p99_us")? / middle(case, "alone", "p99_us")?;
    let fair = times <= 2.0 && of("refused")? == 0.0;
    let text = format!("{times:.2} × beside {} ×", text::short(of("flood_times")?));
    Some(Measured { text, met: fair && of("flood_times")? >= 95.0 })
}

pub(super) fn growth(records: &Records) -> Option<Measured> {
    let record = records.get("growth")?;
    let (first, last) = (record.contenders.first()?, record.contenders.last()?);
    if last.name != "10000000 events" {
        return None;
    }
    let case = record.cases.first()?;
    let ratios: Option<Vec<f64>> = ["append_p50_us", "load_p50_us", "tail_p50_us", "query_p50_us"]
        .iter()
        .map(|figure| ratio(case, &last.name, &first.name, figure))
        .collect();
    let ratios = ratios?;
    let shown: Vec<String> = ratios.iter().map(|ratio| format!("{ratio:.2}")).collect();
    let text = format!("{} × at {}", shown.join(", "), last.name);
    Some(Measured { text, met: ratios.iter().all(|ratio| *ratio <= 1.3) })
}
