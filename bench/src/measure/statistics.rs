//! Medians, and ratios within the round.

use super::{Case, Round};

/// The middle of some numbers, the mean of the two in the middle when their count is even.
pub fn median(values: impl IntoIterator<Item = f64>) -> Option<f64> {
    let mut values: Vec<f64> = values.into_iter().filter(|value| value.is_finite()).collect();
    values.sort_by(f64::total_cmp);
    let middle = values.len() / 2;
    let upper = *values.get(middle)?;
    if values.len() % 2 == 1 {
        return Some(upper);
    }
    let lower = *values.get(middle - 1)?;
    Some(f64::midpoint(lower, upper))
}

/// The median of a contender's figure over a case's rounds.
pub fn middle(case: &Case, contender: &str, figure: &str) -> Option<f64> {
    median(case.rounds.iter().filter_map(|round| in_round(round, contender, figure)))
}

/// The smallest and the greatest of a contender's figure over a case's rounds.
pub fn span(case: &Case, contender: &str, figure: &str) -> Option<(f64, f64)> {
    let values = || case.rounds.iter().filter_map(|round| in_round(round, contender, figure));
    Some((values().min_by(f64::total_cmp)?, values().max_by(f64::total_cmp)?))
}

/// How many times `of` one contender has what another has: the ratio is taken in each round,
/// where both met the same machine, and the median of these is given.
pub fn ratio(case: &Case, contender: &str, of: &str, figure: &str) -> Option<f64> {
    median(case.rounds.iter().filter_map(|round| {
        let (ours, theirs) = (in_round(round, contender, figure)?, in_round(round, of, figure)?);
        (theirs != 0.0).then_some(ours / theirs)
    }))
}

fn in_round(round: &Round, contender: &str, figure: &str) -> Option<f64> {
    round.get(contender)?.get(figure)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measure::Figures;

    fn case(rounds: &[&[(&str, f64)]]) -> Case {
        let mut case = Case::new("a case");
        for round in rounds {
            let figures = |value: f64| Figures::new().with("rate", value);
            case.rounds.push(
                round.iter().map(|(name, value)| ((*name).to_owned(), figures(*value))).collect(),
            );
        }
        case
    }

    #[test]
    fn the_median_is_in_the_middle() {
        assert_eq!(median([]), None);
        assert_eq!(median([4.0]), Some(4.0));
        assert_eq!(median([9.0, 1.0, 5.0]), Some(5.0));
        assert_eq!(median([1.0, 2.0, 4.0, 100.0]), Some(3.0));
        assert_eq!(median([f64::NAN, 2.0, f64::INFINITY]), Some(2.0));
    }

    #[test]
    fn a_ratio_is_taken_within_the_round() {
        // A slow second round must not turn the comparison round.
        let case = case(&[
            &[("ours", 30.0), ("theirs", 10.0)],
            &[("ours", 3.0), ("theirs", 1.0)],
            &[("ours", 40.0), ("theirs", 10.0)],
        ]);
        assert_eq!(ratio(&case, "ours", "theirs", "rate"), Some(3.0));
        assert_eq!(middle(&case, "theirs", "rate"), Some(10.0));
        assert_eq!(span(&case, "ours", "rate"), Some((3.0, 40.0)));
    }

    #[test]
    fn rounds_without_one_of_both_do_not_count() {
        let case = case(&[&[("ours", 5.0)], &[("ours", 6.0), ("theirs", 3.0)], &[("theirs", 0.0)]]);
        assert_eq!(ratio(&case, "ours", "theirs", "rate"), Some(2.0));
        assert_eq!(ratio(&case, "ours", "nobody", "rate"), None);
    }

    #[test]
    fn nothing_divided_by_nothing_is_no_ratio() {
        let case = case(&[&[("ours", 5.0), ("theirs", 0.0)]]);
        assert_eq!(ratio(&case, "ours", "theirs", "rate"), None);
    }
}
