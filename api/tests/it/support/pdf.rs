//! PDF files of every sort, made for the test.

use lopdf::content::{Content, Operation};
use lopdf::{
    Document, EncryptionState, EncryptionVersion, Object, Permissions, Stream, StringFormat,
    dictionary,
};

/// A file about to be written.
pub(crate) struct Pdf {
    document: Document,
}

impl Pdf {
    /// One page for each text; its lines are lines.
    pub(crate) fn of<T: AsRef<str>>(pages: &[T]) -> Self {
        let contents = pages.iter().map(|text| Stream::new(dictionary! {}, page(text.as_ref())));
        Self::of_streams(contents.collect())
    }

    /// One page for each stream of drawing operations.
    pub(crate) fn of_streams(contents: Vec<Stream>) -> Self {
        let mut document = Document::with_version("1.5");
        let pages = document.new_object_id();
        let font = document.add_object(dictionary! {
            "Type" => "Font", "Subtype" => "Type1", "BaseFont" => "Courier",
        });
        let resources = document.add_object(dictionary! { "Font" => dictionary! { "F1" => font } });
        let kids: Vec<Object> = contents
            .into_iter()
            .map(|content| {
                let content = document.add_object(content);
                let page = dictionary! {
                    "Type" => "Page", "Parent" => pages, "Contents" => content,
                    "Resources" => resources,
                    "MediaBox" => vec![0.into(), 0.into(), 595.into(), 842.into()],
                };
                document.add_object(page).into()
            })
            .collect();
        let count = i64::try_from(kids.len()).unwrap();
        let tree = dictionary! { "Type" => "Pages", "Kids" => kids, "Count" => count };
        document.objects.insert(pages, Object::Dictionary(tree));
        let catalog = document.add_object(dictionary! { "Type" => "Catalog", "Pages" => pages });
        document.trailer.set("Root", catalog);
        let id = || Object::String(b"0123456789abcdef".to_vec(), StringFormat::Hexadecimal);
        document.trailer.set("ID", vec![id(), id()]);
        Self { document }
    }

    /// With a picture of so many bytes that do not compress.
    pub(crate) fn picture(mut self, bytes: usize) -> Self {
        let picture = Stream::new(
            dictionary! { "Type" => "XObject", "Subtype" => "Image", "Filter" => "DCTDecode" },
            noise(bytes),
        );
        self.document.add_object(picture);
        self
    }

    /// That opens with a password; with an empty one for everybody, restricted.
    pub(crate) fn password(mut self, password: &str) -> Self {
        let version = EncryptionVersion::V2 {
            document: &self.document,
            owner_password: "the owner's",
            user_password: password,
            key_length: 128,
            permissions: Permissions::PRINTABLE,
        };
        let state = EncryptionState::try_from(version).unwrap();
        self.document.encrypt(&state).unwrap();
        self
    }

    /// Its bytes.
    pub(crate) fn bytes(mut self) -> Vec<u8> {
        let mut bytes = Vec::new();
        self.document.save_to(&mut bytes).unwrap();
        bytes
    }
}

/// Drawing operations that write a text, line by line.
fn page(text: &str) -> Vec<u8> {
    let mut operations = vec![
        Operation::new("BT", vec![]),
        Operation::new("Tf", vec!["F1".into(), 11.into()]),
        Operation::new("Td", vec![50.into(), 800.into()]),
        Operation::new("TL", vec![14.into()]),
    ];
    for line in text.lines() {
        operations.push(Operation::new("Tj", vec![Object::string_literal(line)]));
        operations.push(Operation::new("T*", vec![]));
    }
    operations.push(Operation::new("ET", vec![]));
    Content { operations }.encode().unwrap()
}

/// Bytes without a pattern, the same each time.
pub(crate) fn noise(bytes: usize) -> Vec<u8> {
    let mut state = 0x9E37_79B9_7F4A_7C15_u64;
    let next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state.to_le_bytes()[3]
    };
    std::iter::repeat_with(next).take(bytes).collect()
}
