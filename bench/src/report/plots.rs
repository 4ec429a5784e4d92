//! Plots as SVG: a group of bars for each case, a bar for each contender.

use std::path::Path;

use anyhow::{Context, anyhow};
use plotters::prelude::*;

use super::{tables, text};
use crate::measure::Record;
use crate::measure::statistics::middle;

const WIDTH: u32 = 900;
const ROW: u32 = 22;
const MARGIN: u32 = 60;
/// Where bars begin, and how wide the longest may be.
const LEFT: i32 = 330;
const LONGEST: f64 = 430.0;

const OURS: RGBColor = RGBColor(0x1c, 0x7e, 0xd6);
const THEIRS: RGBColor = RGBColor(0xad, 0xb5, 0xbd);

/// Draws the median of a figure of every contender in every case; lengths are to scale.
pub(super) fn bars(file: &Path, record: &Record, figure: &str) -> anyhow::Result<()> {
    let rows: Vec<(String, String, f64)> = record
        .cases
        .iter()
        .flat_map(|case| {
            tables::contenders(record, case).into_iter().filter_map(|name| {
                Some((case.name.clone(), name.to_owned(), middle(case, name, figure)?))
            })
        })
        .collect();
    let greatest = rows.iter().map(|row| row.2).fold(0.0, f64::max);
    if greatest <= 0.0 {
        return Ok(());
    }
    let height = MARGIN + ROW * (rows.len() + record.cases.len()) as u32;
    draw(file, &rows, figure, greatest, height)
        .map_err(|error| anyhow!("{error}"))
        .with_context(|| format!("{} cannot be drawn", file.display()))
}

fn draw(
    file: &Path,
    rows: &[(String, String, f64)],
    figure: &str,
    greatest: f64,
    height: u32,
) -> Result<(), Box<dyn std::error::Error>> {
    let area = SVGBackend::new(file, (WIDTH, height)).into_drawing_area();
    area.fill(&WHITE)?;
    let (title, words) = (("sans-serif", 16).into_font(), ("sans-serif", 13).into_font());
    area.draw(&Text::new(heading(figure), (12, 12), title))?;
    let (mut top, mut last) = (40, "");
    for (case, name, value) in rows {
        if case != last {
            area.draw(&Text::new(case.as_str(), (12, top), words.clone()))?;
            top += ROW as i32;
            last = case;
        }
        let colour = if name.starts_with(tables::OURS) { OURS } else { THEIRS };
        let right = LEFT + (value / greatest * LONGEST).round().max(1.0) as i32;
        let bar = Rectangle::new([(LEFT, top), (right, top + ROW as i32 - 6)], colour.filled());
        area.draw(&Text::new(name.as_str(), (40, top + 2), words.clone()))?;
        area.draw(&bar)?;
        area.draw(&Text::new(text::figure(figure, *value), (right + 6, top + 2), words.clone()))?;
        top += ROW as i32;
    }
    area.present()?;
    Ok(())
}

fn heading(figure: &str) -> String {
    let what = figure.trim_end_matches("_us").replace("_per_s", " per second").replace('_', " ");
    if text::unit(figure) == "us" {
        format!("{what} (shorter is better)")
    } else {
        format!("{what} (longer is better)")
    }
}
