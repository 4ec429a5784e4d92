//! What was mailed.

use std::time::Duration;

use super::TestApp;

impl TestApp {
    /// The mails to an address, the oldest first, once there are so many.
    pub(crate) async fn mails_to(&self, address: &str, wanted: usize) -> Vec<String> {
        let found = async {
            loop {
                let mails = self.mails(address);
                if mails.len() >= wanted {
                    return mails;
                }
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
        };
        let found = tokio::time::timeout(Duration::from_secs(10), found).await;
        found.unwrap_or_else(|_| panic!("{wanted} mails to {address}: {:?}", self.mails(address)))
    }

    /// The mails to an address that there are now.
    pub(crate) fn mails(&self, address: &str) -> Vec<String> {
        let Ok(files) = std::fs::read_dir(self.mail.path()) else { return Vec::new() };
        let mut paths: Vec<_> = files.map(|file| file.unwrap().path()).collect();
        paths.retain(|path| path.extension().is_some_and(|end| end == "eml"));
        // Their names are in the order in which they were written.
        paths.sort();
        let to = format!("\nTo: {address}\r\n");
        let texts = paths.into_iter().map(|path| std::fs::read_to_string(path).unwrap());
        texts.filter(|text| text.contains(&to)).collect()
    }
}
