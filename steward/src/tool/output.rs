//! Standard output of a tool: a table or lines for people, one JSON value per line for
//! programs. A reader that goes away (`| head`) ends the tool, without a word.

use std::io::{self, BufWriter, Stdout, Write};

use comfy_table::presets::NOTHING;
use comfy_table::{ContentArrangement, Table};
use serde::Serialize;

/// How a tool prints.
#[derive(Debug, Clone, Copy, clap::Args)]
pub(crate) struct Format {
    /// Print JSON, one value per line, instead of text.
    #[arg(long)]
    pub(crate) json: bool,
}

/// Where a tool prints to.
#[derive(Debug)]
pub(crate) struct Output<W: Write = BufWriter<Stdout>> {
    json: bool,
    to: W,
}

impl Format {
    /// Standard output in this format.
    pub(crate) fn output(self) -> Output {
        Output { json: self.json, to: BufWriter::new(io::stdout()) }
    }
}

impl<W: Write> Output<W> {
    /// Prints one value: its JSON, or what `text` makes of it, on a line of its own.
    pub(crate) fn value<T: Serialize>(
        &mut self,
        value: &T,
        text: impl FnOnce(&T) -> String,
    ) -> io::Result<()> {
        if self.json { self.line_of(value) } else { writeln!(self.to, "{}", text(value)) }
    }

    /// Prints a list: a line of JSON for each, or a table with a row for each; `none` where
    /// there is nothing to be shown to people.
    pub(crate) fn list<T: Serialize>(
        &mut self,
        items: &[T],
        head: &[&str],
        row: impl Fn(&T) -> Vec<String>,
        none: &str,
    ) -> io::Result<()> {
        if self.json {
            return items.iter().try_for_each(|item| self.line_of(item));
        }
        if items.is_empty() {
            return writeln!(self.to, "{none}");
        }
        let mut table = Table::new();
        table.load_preset(NOTHING).set_content_arrangement(ContentArrangement::Dynamic);
        table.set_header(head);
        table.add_rows(items.iter().map(row));
        writeln!(self.to, "{}", table.trim_fmt())
    }

    /// Prints a line for people alone.
    pub(crate) fn note(&mut self, text: &str) -> io::Result<()> {
        if self.json { Ok(()) } else { writeln!(self.to, "{text}") }
    }

    /// Sends on what was printed.
    pub(crate) fn flush(&mut self) -> io::Result<()> {
        self.to.flush()
    }

    fn line_of<T: Serialize>(&mut self, value: &T) -> io::Result<()> {
        serde_json::to_writer(&mut self.to, value)?;
        writeln!(self.to)
    }
}

/// Whether an error means that nobody reads the output any more.
pub(crate) fn nobody_reads(error: &anyhow::Error) -> bool {
    error
        .chain()
        .filter_map(|cause| cause.downcast_ref::<io::Error>())
        .any(|error| error.kind() == io::ErrorKind::BrokenPipe)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn printed(json: bool, print: impl FnOnce(&mut Output<Vec<u8>>) -> io::Result<()>) -> String {
        let mut output = Output { json, to: Vec::new() };
        print(&mut output).unwrap();
        String::from_utf8(output.to).unwrap()
    }

    #[test]
    fn a_list_is_a_table_or_lines_of_json() {
        let items = [json!({"name": "roster", "lag": 2}), json!({"name": "tasks", "lag": 0})];
        let row =
            |item: &serde_json::Value| vec![item["name"].to_string(), item["lag"].to_string()];
        let text = printed(false, |output| output.list(&items, &["name", "lag"], row, "none"));
        assert_eq!(text.lines().count(), 3);
        assert!(text.contains("\"roster\""));
        let lines = printed(true, |output| {
            output.note("for people")?;
            output.list(&items, &["name", "lag"], row, "none")
        });
        let read: Vec<serde_json::Value> =
            lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        assert_eq!(read, items);
        assert_eq!(printed(false, |output| output.list(&items[..0], &[], row, "none")), "none\n");
    }

    #[test]
    fn a_reader_that_went_away_is_told_from_other_errors() {
        let gone = anyhow::Error::from(io::Error::from(io::ErrorKind::BrokenPipe)).context("x");
        assert!(nobody_reads(&gone));
        assert!(!nobody_reads(&anyhow::Error::from(io::Error::from(io::ErrorKind::NotFound))));
    }
}
