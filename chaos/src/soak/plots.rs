//! Plots as SVG: small panels beside each other, each with its own scale from nothing.

use std::path::Path;

use anyhow::{Context, anyhow};
use plotters::prelude::*;

use super::Sample;

const PANEL: (u32, u32) = (300, 170);
const COLUMNS: u32 = 3;
const HEAD: u32 = 40;
const COLOURS: [RGBColor; 3] =
    [RGBColor(0x1c, 0x7e, 0xd6), RGBColor(0xe8, 0x59, 0x0c), RGBColor(0x2b, 0x8a, 0x3e)];
const QUIET: RGBColor = RGBColor(0xde, 0xe2, 0xe6);
/// Room above the highest point.
const ROOM: f64 = 1.25;

/// A panel: its heading, and its lines with the figure and the divisor of each.
struct Panel {
    heading: &'static str,
    lines: Vec<(String, String, f64)>,
}

/// Processes that are drawn into one panel.
const GROUPS: [(&str, &[&str]); 11] = [
    ("api", &["api-1", "api-2"]),
    ("relay", &["relay-1", "relay-2"]),
    ("projector", &["projector-1", "projector-2"]),
    ("agent worker", &["worker-1", "worker-2", "worker-3"]),
    ("timers", &["timers-1"]),
    ("push", &["push-1"]),
    ("sealer", &["sealer-1"]),
    ("offline model", &["model"]),
    ("Redis", &["redis"]),
    ("Postgres", &["postgres"]),
    ("the load and its record", &["chaos"]),
];

/// Draws everything.
pub(super) fn draw(folder: &Path, samples: &[Sample]) -> anyhow::Result<()> {
    let processes = |figure: &str, divisor: f64| -> Vec<Panel> {
        GROUPS
            .iter()
            .map(|(heading, names)| Panel {
                heading,
                lines: names
                    .iter()
                    .map(|name| ((*name).to_owned(), format!("{figure} {name}"), divisor))
                    .collect(),
            })
            .collect()
    };
    let panel = |heading, lines: &[(&str, &str, f64)]| Panel {
        heading,
        lines: lines.iter().map(|(name, of, by)| ((*name).into(), (*of).into(), *by)).collect(),
    };
    let percentiles = |heading, of: &str| {
        let [p50, p99] = ["p50", "p99"].map(|share| (share, format!("{of}_{share}_ms")));
        panel(heading, &[(p50.0, &p50.1, 1.0), (p99.0, &p99.1, 1.0)])
    };
    let load = vec![
        percentiles("a command, ms", "command"),
        percentiles("from command to frame, ms", "frame"),
        panel("somebody waits for a processor, %", &[("", "cpu_wanted_percent", 1.0)]),
        panel("commands a second", &[("", "commands_per_s", 1.0)]),
        panel(
            "turns a second",
            &[("replies", "replies_per_s", 1.0), ("failed", "failed_turns_per_s", 1.0)],
        ),
        panel("Redis: used memory, MB", &[("", "redis_used_kb", 1024.0)]),
        panel("Redis: keys", &[("", "redis_keys", 1.0)]),
        panel("Postgres: connections", &[("", "postgres_connections", 1.0)]),
        panel("the database, MB (grows with the data)", &[("", "database_kb", 1024.0)]),
    ];
    let all = [
        (
            "soak-memory.svg",
            "Resident memory, MB, by minutes (of Postgres what is private)",
            processes("memory_kb", 1024.0),
        ),
        ("soak-files.svg", "Open files, by minutes", processes("files", 1.0)),
        ("soak-load.svg", "The load and the servers, by minutes", load),
    ];
    for (name, title, panels) in all {
        let file = folder.join(name);
        panels_into(&file, title, &panels, samples)
            .map_err(|error| anyhow!("{error}"))
            .with_context(|| format!("{} cannot be drawn", file.display()))?;
    }
    Ok(())
}

type Drawn = Result<(), Box<dyn std::error::Error>>;

fn panels_into(file: &Path, title: &str, panels: &[Panel], samples: &[Sample]) -> Drawn {
    let rows = (panels.len() as u32).div_ceil(COLUMNS);
    let size = (PANEL.0 * COLUMNS, HEAD + PANEL.1 * rows);
    let area = SVGBackend::new(file, size).into_drawing_area();
    area.fill(&WHITE)?;
    let (top, rest) = area.split_vertically(HEAD);
    top.draw(&Text::new(title, (12, 14), ("sans-serif", 17).into_font()))?;
    let cells = rest.split_evenly((rows as usize, COLUMNS as usize));
    for (panel, cell) in panels.iter().zip(&cells) {
        draw_panel(panel, cell, samples)?;
    }
    area.present()?;
    Ok(())
}

fn draw_panel(
    panel: &Panel,
    cell: &DrawingArea<SVGBackend<'_>, plotters::coord::Shift>,
    samples: &[Sample],
) -> Drawn {
    let points = |of: &str, by: f64| -> Vec<(f64, f64)> {
        let has = samples.iter().filter_map(|sample| Some((sample, sample.figures.get(of)?)));
        has.map(|(sample, value)| (sample.at / 60.0, value / by)).collect()
    };
    let lines: Vec<_> = panel.lines.iter().map(|(name, of, by)| (name, points(of, *by))).collect();
    let highest = lines.iter().flat_map(|(_, line)| line).map(|point| point.1).fold(0.0, f64::max);
    let minutes = samples.last().map_or(1.0, |sample| sample.at / 60.0);
    let mut chart = ChartBuilder::on(cell)
        .caption(panel.heading, ("sans-serif", 13))
        .margin(8)
        .margin_right(16)
        .x_label_area_size(20)
        .y_label_area_size(44)
        .build_cartesian_2d(0.0..minutes, 0.0..(highest * ROOM).max(1.0))?;
    chart
        .configure_mesh()
        .disable_x_mesh()
        .light_line_style(TRANSPARENT)
        .bold_line_style(QUIET)
        .axis_style(QUIET)
        .x_labels(5)
        .y_labels(4)
        .label_style(("sans-serif", 11))
        .x_label_formatter(&|minutes| format!("{minutes:.0}"))
        .y_label_formatter(&|value| amount(*value))
        .draw()?;
    let single = lines.len() == 1;
    for (number, (name, line)) in lines.into_iter().enumerate() {
        let colour = COLOURS[number % COLOURS.len()];
        chart.draw_series(LineSeries::new(line, colour.stroke_width(2)))?;
        if single {
            continue;
        }
        let place = (60 + 78 * number as i32, 30);
        cell.draw(&Text::new(name.as_str(), place, ("sans-serif", 11).into_font().color(&colour)))?;
    }
    Ok(())
}

/// A number of an axis.
fn amount(value: f64) -> String {
    if value >= 10_000.0 {
        format!("{:.0}k", value / 1e3)
    } else if value >= 10.0 || value == 0.0 {
        format!("{value:.0}")
    } else {
        format!("{value:.1}")
    }
}

#[cfg(test)]
mod tests {
    use bench::measure::Figures;

    use super::*;

    #[test]
    fn what_was_seen_is_drawn_and_what_was_not_is_left_empty() {
        let folder = std::env::temp_dir().join(format!("chaos-plots-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let samples: Vec<Sample> = (0..30)
            .map(|number| Sample {
                at: f64::from(number) * 10.0,
                figures: Figures::new().with("memory_kb api-1", 90_000.0),
            })
            .collect();
        draw(&folder, &samples).unwrap();
        let memory = std::fs::read_to_string(folder.join("soak-memory.svg")).unwrap();
        assert!(memory.contains("polyline") && memory.contains("api-1"));
        assert!(folder.join("soak-load.svg").exists());
        std::fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn numbers_of_axes_are_short() {
        let told: Vec<String> = [0.0, 0.25, 12.6, 45_000.0].into_iter().map(amount).collect();
        assert_eq!(told, ["0", "0.2", "13", "45k"]);
    }
}
