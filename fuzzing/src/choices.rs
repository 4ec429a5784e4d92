//! Random bytes as choices. Fewer and smaller bytes choose less, so that an engine which
//! shortens its bytes finds a smaller change that breaks the same law.

/// What was chosen and not taken yet.
#[derive(Debug, Clone)]
pub struct Choices<'a>(&'a [u8]);

impl<'a> Choices<'a> {
    /// All of these.
    pub fn of(bytes: &'a [u8]) -> Self {
        Self(bytes)
    }

    /// Whether every choice was taken; what is asked then is 0.
    pub fn is_over(&self) -> bool {
        self.0.is_empty()
    }

    /// The next byte.
    pub fn byte(&mut self) -> u8 {
        let Some((byte, rest)) = self.0.split_first() else { return 0 };
        self.0 = rest;
        *byte
    }

    /// A number below `end`; 0 if there is none.
    pub fn below(&mut self, end: usize) -> usize {
        let chosen = match end {
            0..=0x100 => usize::from(self.byte()),
            _ => usize::from(self.byte()) << 8 | usize::from(self.byte()),
        };
        // A place in a long text is chosen in steps.
        let chosen = if end > 0x1_0000 { chosen * (end / 0x1_0000 + 1) } else { chosen };
        chosen.checked_rem(end).unwrap_or_default()
    }

    /// One of several; none of none.
    pub fn one_of<'b, T>(&mut self, several: &'b [T]) -> Option<&'b T> {
        several.get(self.below(several.len()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_chosen_is_there() {
        let mut choices = Choices::of(&[7, 1, 2, 9, 9, 3]);
        assert_eq!(choices.below(5), 2);
        assert_eq!(choices.below(1000), 258);
        assert!(choices.below(200_000) < 200_000);
        assert_eq!(choices.one_of(&["a", "b"]), Some(&"b"));
        assert!(choices.is_over());
        assert_eq!((choices.byte(), choices.below(9), choices.below(0)), (0, 0, 0));
        assert_eq!(choices.one_of::<u8>(&[]), None);
    }
}
