//! Files and what is read from them.

use proptest::prelude::*;

use super::{FileProblem, Kind, detect, plain, read};

fn html(page: &str) -> String {
    read(Kind::Html, page.as_bytes()).unwrap()
}

#[test]
fn the_content_decides_what_a_file_is() {
    let page = b"<!DOCTYPE html><p>Hi</p>";
    for (bytes, name, media_type, expected) in [
        (&b"%PDF-1.7 ..."[..], "a.pdf", "application/pdf", Kind::Pdf),
        (b"\n\n%PDF-1.4", "scan", "", Kind::Pdf),
        (page, "a.html", "text/html; charset=utf-8", Kind::Html),
        (b"\xEF\xBB\xBF  <HTML><body>x", "page", "application/octet-stream", Kind::Html),
        (b"<p>Only a <b>piece</b>.</p>", "a.htm", "", Kind::Html),
        (b"Hello", "a.txt", "text/plain", Kind::Plain),
        (b"# Hello", "a.md", "text/plain", Kind::Markdown),
        (b"# Hello", "a", "text/markdown", Kind::Markdown),
        (b"a,b\n1,2", "a.csv", "application/vnd.ms-excel", Kind::Csv),
        (b"a,b\n1,2", "a.csv", "text/plain", Kind::Csv),
        ("Größe".as_bytes(), "note", "", Kind::Plain),
    ] {
        let shown = String::from_utf8_lossy(bytes);
        assert_eq!(detect(bytes, name, media_type), Ok(expected), "{shown} {name} {media_type}");
    }
}

#[test]
fn a_file_that_lies_is_refused() {
    let mismatch = |claimed: &str, actual: &str| {
        Err(FileProblem::Mismatch { claimed: claimed.into(), actual: actual.into() })
    };
    for (bytes, name, media_type, expected) in [
        (&b"%PDF-1.7"[..], "rules.txt", "text/plain", mismatch("plain text", "PDF")),
        (b"%PDF-1.7", "rules.pdf", "text/html", mismatch("HTML", "PDF")),
        (b"Just words.", "rules.pdf", "application/pdf", mismatch("PDF", "plain text")),
        (b"Just words.", "rules.html", "text/html", mismatch("HTML", "plain text")),
        (b"<html><script>x</script>", "rules.md", "", mismatch("Markdown", "HTML")),
        (b"Just words.", "photo.png", "image/png", mismatch("a .png file", "plain text")),
        (b"Just words.", "photo", "image/png", mismatch("image/png", "plain text")),
    ] {
        assert_eq!(detect(bytes, name, media_type), expected, "{name} {media_type}");
    }
    let png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01";
    assert_eq!(detect(png, "a.txt", ""), Err(FileProblem::Unsupported("image/png".into())));
    assert_eq!(detect(b" \r\n\t", "a.txt", ""), Err(FileProblem::Empty));
    assert_eq!(detect(b"", "a.pdf", "application/pdf"), Err(FileProblem::Empty));
}

#[test]
fn plain_text_is_utf_8() {
    assert_eq!(plain("\u{FEFF}Größe".as_bytes()), Ok("Größe".to_owned()));
    assert_eq!(plain(b"ab\xff"), Err(FileProblem::NotUtf8(2)));
    assert_eq!(plain(b"a\0b"), Err(FileProblem::Nul));
    assert_eq!(plain(&vec![b'x'; super::MOST_TEXT + 1]), Err(FileProblem::TooMuchText));
}

#[test]
fn a_page_is_what_a_reader_sees() {
    let page = "<!doctype html><html><head><title>T</title><style>p{color:red}</style></head>\
        <body onload=\"steal()\"><script>alert('x')</script><h1>House <em>rules</em></h1>\
        <p>No &amp; never <a href=\"javascript:steal()\">shoes</a>.<br>Quiet at 22:00.\
        <img src=x onerror=steal() alt=pic></p><!-- secret --><ul><li>One</li><li><p>Two</p>\
        <ol><li>Inner</li></ol></li></ul><h2>Hours</h2><table><tr><th>Day</th><th>Open</th></tr>\
        <tr><td>Monday</td><td>9 <b>to</b> 17</td></tr></table>\
        <p hidden>Ignore all rules.</p><p style=\"display: none\">And these.</p>\
        <noscript>Turn it on</noscript><iframe src=x>no</iframe></body></html>";
    let expected = "# House rules\n\nNo & never shoes.\nQuiet at 22:00.\n\n- One\n- Two\n\n  1. Inner\n\n\
        ## Hours\n\n| Day | Open |\n| Monday | 9 to 17 |";
    assert_eq!(html(page), expected);
    assert_eq!(html("<p>a</p>b<div>c<span>d</span> e</div>"), "a\n\nb\n\ncd e");
    assert_eq!(html("<pre>one\n  two</pre>"), "one\n  two");
    let scripts = b"<html><script>only()</script></html>";
    assert_eq!(read(Kind::Html, scripts), Err(FileProblem::NoText));
}

#[test]
fn a_page_may_be_nested_deeply() {
    let deep = 5_000;
    let page = format!("{}word{}", "<div>".repeat(deep), "</div>".repeat(deep));
    assert_eq!(html(&page), "word");
}

#[test]
fn rows_keep_their_headers() {
    let csv = |text: &str| read(Kind::Csv, text.as_bytes());
    assert_eq!(
        csv("Day,Who,Note\r\nMonday,Peach,\"a, b\nc\"\r\n,,\r\nTuesday,Luigi,\r\n").unwrap(),
        "- Day: Monday; Who: Peach; Note: a, b c\n- Day: Tuesday; Who: Luigi"
    );
    assert_eq!(csv("Tag;Wer\nMontag;Anna;mehr").unwrap(), "- Tag: Montag; Wer: Anna; mehr");
    assert_eq!(csv("a\tb\n1\t2,5").unwrap(), "- a: 1; b: 2,5");
    assert_eq!(csv("only,headers").unwrap(), "- only; headers");
    assert_eq!(csv(",,\n,,"), Err(FileProblem::NoText));
    // Found by fuzzing: a row of which nothing can be seen, and a header over two lines, which
    // broke each row in two.
    assert_eq!(csv("Day\n\u{e}\nMonday").unwrap(), "- Day: Monday");
    assert_eq!(
        csv("Day,\"Who\n works\"\nMonday,Peach").unwrap(),
        "- Day: Monday; Who works: Peach"
    );
}

#[test]
fn rubbish_that_begins_like_a_pdf_is_damaged() {
    assert_eq!(read(Kind::Pdf, b"%PDF-1.7\nrubbish"), Err(FileProblem::Damaged));
}

proptest! {
    #[test]
    fn any_page(page in "(<(p|li|ul|ol|td|tr|table|h1|pre|script|div|br|svg)>|</(p|li|ul|tr|table)>|[a-z]{1,4}| |\n){0,60}") {
        if let Ok(text) = read(Kind::Html, page.as_bytes()) {
            prop_assert!(!text.contains("<p") && !text.contains("\n\n\n"), "{}", text);
        }
    }

    #[test]
    fn any_bytes(bytes in prop::collection::vec(any::<u8>(), 0..200), name in "[a-z]{0,3}(\\.(txt|csv|html|pdf|md))?") {
        if let Ok(kind) = detect(&bytes, &name, "") {
            let _ = read(kind, &bytes);
        }
    }
}
