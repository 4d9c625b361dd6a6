//! Powers modulo an odd number, for RSA verification.
//!
//! **Public values only.** A modulus, a public exponent, a signature: everybody may know them, so the arithmetic here
//! is as fast as it can be in safe Rust and is *not* constant time. Nothing private may ever come here, and nothing can:
//! its only caller, the module around it, holds nothing but public numbers. Private keys are the business of the
//! RustCrypto crates.
//!
//! Numbers are limbs of 27 bits, the least first, in `u32`. A product of two limbs is added to a column of 64 bits and
//! carries wait until the end: an 8192-bit modulus has 304 limbs, so a product and its reduction put at most
//! 2 × 304 × 2^54 into a column, which with all carries is below 2^64. This suits wasm, which has no product of
//! 64 bits by 64 bits. Reduction is Montgomery's; with R over four times the modulus, numbers below twice the modulus
//! stay so without a subtraction (Walter, 1999).

use crate::key::public::bits;
use crate::limits::RSA_VERIFY_MAX_BITS;

/// Bits in a limb.
const BITS: usize = 27;
const MASK: u64 = (1 << BITS) - 1;
/// The bounds above hold up to this modulus.
const MAX_BITS: usize = 8192;
const _: () = assert!(RSA_VERIFY_MAX_BITS <= MAX_BITS);

/// An odd modulus, with room to compute in.
pub(super) struct Modulus {
    /// An even number of limbs, with two bits or more to spare.
    limbs: Vec<u32>,
    bits: usize,
    /// -1 / modulus, modulo 2^BITS.
    inverse: u64,
    /// Twice as many as there are limbs; zero between calls.
    columns: Vec<u64>,
    /// Room for the doubled limbs of a number that is squared.
    doubled: Vec<u32>,
}

impl Modulus {
    /// From big-endian octets: an odd number of 64 to 8192 bits, without a leading zero octet.
    pub(super) fn new(octets: &[u8]) -> Self {
        let bits = bits(octets);
        let width = (bits + 2).div_ceil(BITS).next_multiple_of(2);
        let limbs = to_limbs(octets, width);
        // Newton: each step doubles the bits that are right, and an odd number is its own inverse modulo 8.
        let least = u64::from(limbs[0]);
        let inverse =
            (0..4).fold(least, |x, _| x.wrapping_mul(2_u64.wrapping_sub(least.wrapping_mul(x))));
        let inverse = inverse.wrapping_neg() & MASK;
        Self { limbs, bits, inverse, columns: vec![0; 2 * width], doubled: vec![0; width] }
    }

    /// `base` to the power of `exponent`, as wide as `base`: big-endian octets, as many as the modulus has, of a number
    /// below it. The exponent is odd, and 3 or more.
    pub(super) fn power(&mut self, base: &[u8], exponent: u64) -> Vec<u8> {
        let plain = to_limbs(base, self.limbs.len());
        let scaled = self.scaled(&plain);
        let mut power = scaled.clone();
        for bit in (1..exponent.ilog2()).rev() {
            self.square(&mut power);
            if exponent >> bit & 1 == 1 {
                self.multiply(&mut power, &scaled);
            }
        }
        self.square(&mut power);
        // The last bit of an odd exponent is set, and the plain base takes the factor R out again.
        self.multiply(&mut power, &plain);
        self.subtract_once(&mut power);
        to_octets(&power, base.len())
    }

    /// `number` times R, below twice the modulus: one limb of R after the other, with a quotient from the leading bits.
    ///
    /// `leading` of the modulus has 32 bits, so that a quotient below 2^28 is short by less than 1.14, and what
    /// remains is below 1.14 times the modulus.
    fn scaled(&self, number: &[u32]) -> Vec<u32> {
        let divisor = self.leading(&self.limbs) + 1;
        let mut rest = number.to_vec();
        for _ in 0..rest.len() {
            let quotient = (self.leading(&rest) << BITS) / divisor;
            let (mut below, mut carry) = (0, 0_i64);
            for (limb, &n) in rest.iter_mut().zip(&self.limbs) {
                let column = i64::from(below) + carry - (quotient * u64::from(n)).cast_signed();
                below = *limb;
                *limb = low(column.cast_unsigned());
                carry = column >> BITS;
            }
            debug_assert_eq!(i64::from(below) + carry, 0, "rest is below R");
        }
        rest
    }

    /// The number without all but the 32 leading bits of the modulus.
    fn leading(&self, number: &[u32]) -> u64 {
        let (limb, shift) = ((self.bits - 32) / BITS, (self.bits - 32) % BITS);
        let at = |index| number.get(index).map_or(0, |&limb| u64::from(limb));
        (at(limb) | at(limb + 1) << BITS) >> shift | at(limb + 2) << (2 * BITS - shift)
    }

    /// a · b / R
    fn multiply(&mut self, a: &mut [u32], b: &[u32]) {
        for (i, pair) in a.chunks_exact(2).enumerate() {
            add_rows(&mut self.columns[2 * i..], pair[0], pair[1], b);
        }
        self.reduce(a);
    }

    /// a · a / R, with half the products.
    fn square(&mut self, a: &mut [u32]) {
        for (doubled, limb) in self.doubled.iter_mut().zip(&*a) {
            *doubled = 2 * limb;
        }
        for (i, pair) in a.chunks_exact(2).enumerate() {
            let (x, y) = (u64::from(pair[0]), u64::from(pair[1]));
            let columns = &mut self.columns[4 * i..];
            columns[0] += x * x;
            columns[1] += x * u64::from(self.doubled[2 * i + 1]);
            columns[2] += y * y;
            add_rows(&mut columns[2..], pair[0], pair[1], &self.doubled[2 * i + 2..]);
        }
        self.reduce(a);
    }

    /// What the columns hold, divided by R; leaves them zero.
    fn reduce(&mut self, into: &mut [u32]) {
        let (n0, n1) = (u64::from(self.limbs[0]), u64::from(self.limbs[1]));
        let width = self.limbs.len();
        for i in (0..width).step_by(2) {
            let columns = &mut self.columns[i..];
            // Multiples of the modulus that make two columns vanish modulo 2^BITS.
            let x = columns[0].wrapping_mul(self.inverse) & MASK;
            let next = columns[1] + x * n1 + ((columns[0] + x * n0) >> BITS);
            let y = next.wrapping_mul(self.inverse) & MASK;
            add_rows(columns, low(x), low(y), &self.limbs);
            columns[1] += columns[0] >> BITS;
            columns[2] += columns[1] >> BITS;
        }
        let mut carry = 0;
        for (limb, column) in into.iter_mut().zip(&self.columns[width..]) {
            carry += column;
            *limb = low(carry);
            carry >>= BITS;
        }
        debug_assert_eq!(carry, 0, "the result is below R");
        self.columns.fill(0);
    }

    /// From below twice the modulus to below the modulus.
    fn subtract_once(&self, number: &mut [u32]) {
        if number.iter().rev().lt(self.limbs.iter().rev()) {
            return;
        }
        let mut carry = 0_i64;
        for (limb, &n) in number.iter_mut().zip(&self.limbs) {
            carry += i64::from(*limb) - i64::from(n);
            *limb = low(carry.cast_unsigned());
            carry >>= BITS;
        }
    }
}

/// Adds two rows of a product to its columns: x · number, and one column higher y · number.
fn add_rows(columns: &mut [u64], x: u32, y: u32, number: &[u32]) {
    let ([first, ..], [.., last]) = (number, number) else { return };
    let (x, y, width) = (u64::from(x), u64::from(y), number.len());
    columns[0] += x * u64::from(*first);
    let inner = columns[1..width].iter_mut().zip(&number[1..]).zip(number);
    for ((column, &this), &below) in inner {
        *column += x * u64::from(this) + y * u64::from(below);
    }
    columns[width] += y * u64::from(*last);
}

/// The lowest limb.
fn low(value: u64) -> u32 {
    (value & MASK) as u32
}

/// Big-endian octets as limbs.
fn to_limbs(octets: &[u8], width: usize) -> Vec<u32> {
    let mut octets = octets.iter().rev();
    let (mut held, mut bits) = (0_u64, 0);
    let limb = || {
        while bits < BITS {
            held |= u64::from(octets.next().copied().unwrap_or(0)) << bits;
            bits += 8;
        }
        let limb = low(held);
        held >>= BITS;
        bits -= BITS;
        limb
    };
    core::iter::repeat_with(limb).take(width).collect()
}

/// Limbs as big-endian octets; what does not fit is zero.
fn to_octets(limbs: &[u32], length: usize) -> Vec<u8> {
    let mut limbs = limbs.iter();
    let (mut held, mut bits) = (0_u64, 0);
    let mut octets = vec![0; length];
    for octet in octets.iter_mut().rev() {
        if bits < 8 {
            held |= limbs.next().map_or(0, |&limb| u64::from(limb)) << bits;
            bits += BITS;
        }
        *octet = held.to_le_bytes()[0];
        held >>= 8;
        bits -= 8;
    }
    octets
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rsa::BoxedUint;
    use rsa::traits::PublicKeyParts;

    use super::Modulus;

    /// The same by the `rsa` crate.
    fn peer(modulus: &[u8], base: &[u8], exponent: u64) -> Vec<u8> {
        let uint = BoxedUint::from_be_slice_vartime;
        let key = rsa::PublicKey::new(uint(modulus), exponent.into()).expect("odd and wide enough");
        let base = BoxedUint::from_be_slice(base, key.n().bits_precision()).expect("as wide");
        let power = rsa::hazmat::rsa_encrypt(&key, &base).expect("never fails").to_be_bytes();
        power[power.len() - modulus.len()..].to_vec()
    }

    fn check(modulus: &[u8], base: &[u8], exponent: u64) {
        let power = Modulus::new(modulus).power(base, exponent);
        assert_eq!(power, peer(modulus, base, exponent), "{exponent}");
    }

    /// An odd number of so many bits, of random octets.
    fn odd(mut octets: Vec<u8>, bits: usize) -> Vec<u8> {
        octets.truncate(bits.div_ceil(8));
        let top = 0x80_u8 >> (8 * octets.len() - bits);
        octets[0] = octets[0] & (top - 1) | top;
        *octets.last_mut().expect("not empty") |= 1;
        octets
    }

    /// Fullest limbs and emptiest: a debug build would stop at an overflow.
    #[test]
    fn extremes() {
        for octets in [256, 384, 512, 1024] {
            let full = vec![0xff; octets];
            let mut sparse = vec![0; octets];
            (sparse[0], sparse[octets - 1]) = (0x80, 1);
            // The leading octet as small as can be, all below it as great.
            let mut steep = vec![0xff; octets];
            steep[0] = 0x80;
            for modulus in [full, sparse, steep] {
                let mut below = modulus.clone();
                below[octets - 1] = modulus[octets - 1] - 1;
                let mut half = modulus.clone();
                half[0] >>= 1;
                let (mut one, zero) = (vec![0; octets], vec![0; octets]);
                one[octets - 1] = 1;
                for base in [below, half, one, zero] {
                    check(&modulus, &base, 3);
                    check(&modulus, &base, 17);
                }
            }
        }
        check(&[0xff; 1024], &[0xfe; 1024], (1 << 33) - 1);
    }

    /// The root of a square to the third power is nothing, and may not come out as the modulus itself.
    #[test]
    fn zero_is_zero() {
        let (zeros, full) = ([0; 128], [0xff; 128]);
        let mut square = [full, zeros].concat();
        (square[127], square[255]) = (0xfe, 1);
        let root = [zeros, full].concat();
        check(&square, &root, 3);
        assert_eq!(Modulus::new(&square).power(&root, 3), [0; 256]);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(192))]

        /// Every number of bits to spare in the last limbs occurs.
        #[test]
        fn powers_are_those_of_the_peer(
            modulus in proptest::collection::vec(any::<u8>(), 270),
            base in proptest::collection::vec(any::<u8>(), 270),
            bits in 2048..=2160_usize,
            exponent in prop_oneof![
                Just(3), Just(17), Just(65537), Just((1 << 32) + 1), (1_u64..1 << 32).prop_map(|half| 2 * half + 1)
            ],
        ) {
            let modulus = odd(modulus, bits);
            let mut base = base[..modulus.len()].to_vec();
            base[0] &= modulus[0];
            prop_assume!(base < modulus);
            check(&modulus, &base, exponent);
        }

        #[test]
        fn and_of_wide_ones(
            modulus in proptest::collection::vec(any::<u8>(), 1024),
            base in proptest::collection::vec(any::<u8>(), 1024),
            bits in 2048..=8192_usize,
        ) {
            let modulus = odd(modulus, bits);
            let mut base = base[..modulus.len()].to_vec();
            base[0] &= modulus[0];
            prop_assume!(base < modulus);
            check(&modulus, &base, 3);
        }
    }
}
