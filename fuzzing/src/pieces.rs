//! The same bytes in different pieces, as a network may cut them.

/// Several ways to cut `bytes`: not at all, behind each byte, and at places that depend on
/// the bytes, so that the same ones are always cut alike.
pub fn cuts(bytes: &[u8]) -> Vec<Vec<&[u8]>> {
    let mut ways = vec![vec![bytes], bytes.chunks(1).collect()];
    let mut state = bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash: u64, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3)
    });
    for longest in [7, 61] {
        let (mut pieces, mut rest) = (Vec::new(), bytes);
        while !rest.is_empty() {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            // An empty piece now and then: a read may give nothing.
            let length = (state >> 33) as usize % (longest + 1);
            let (piece, more) = rest.split_at(length.min(rest.len()));
            pieces.push(piece);
            rest = more;
        }
        ways.push(pieces);
    }
    ways
}

#[cfg(test)]
mod tests {
    use super::cuts;

    #[test]
    fn no_byte_is_lost_and_places_are_always_the_same() {
        let bytes: Vec<u8> = (0..200).collect();
        for way in cuts(&bytes) {
            assert_eq!(way.concat(), bytes);
        }
        assert_eq!(cuts(&bytes), cuts(&bytes));
        assert!(cuts(b"").iter().all(|way| way.concat().is_empty()));
    }
}
