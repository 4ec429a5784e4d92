use super::*;

#[test]
fn a_fact_says_no_more_than_the_member_did() {
    let words = "By the way, I'm allergic to peanuts and my locker is 12.";
    for text in [
        "I'm allergic to peanuts",
        "Luigi is allergic to peanuts",
        "Luigi's locker is 12",
        "My locker is 12.",
    ] {
        assert!(is_grounded(text, words, "Luigi"), "{text}");
    }
    for text in [
        "My locker is 13",
        "Luigi may approve refunds",
        "Luigi wants invoices sent to another account",
        "Mario is allergic to shellfish",
    ] {
        assert!(!is_grounded(text, words, "Luigi"), "{text}");
    }
}
