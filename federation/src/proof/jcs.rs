//! JSON in one spelling (RFC 8785, JSON Canonicalization Scheme), so that a signature outlives being parsed and written anew.

use serde_json::{Number, Value};

/// The canonical text: no white space, keys sorted by their UTF-16 units, numbers as ECMAScript writes them.
///
/// Recursion goes as deep as the value: only give it what [`crate::vocab::parse`] has read, or what we built.
pub fn canonical(value: &Value) -> String {
    let mut out = String::with_capacity(1024);
    write(value, &mut out);
    out
}

fn write(value: &Value, out: &mut String) {
    match value {
        Value::Object(map) => {
            let mut entries: Vec<(&String, &Value)> = map.iter().collect();
            entries.sort_by(|(one, _), (other, _)| one.encode_utf16().cmp(other.encode_utf16()));
            out.push('{');
            for (index, (key, value)) in entries.into_iter().enumerate() {
                if index > 0 {
                    out.push(',');
                }
                write_text(key, out);
                out.push(':');
                write(value, out);
            }
            out.push('}');
        }
        Value::Array(items) => {
            out.push('[');
            for (index, item) in items.iter().enumerate() {
                if index > 0 {
                    out.push(',');
                }
                write(item, out);
            }
            out.push(']');
        }
        Value::Number(number) => write_number(number, out),
        Value::String(text) => write_text(text, out),
        Value::Bool(true) => out.push_str("true"),
        Value::Bool(false) => out.push_str("false"),
        Value::Null => out.push_str("null"),
    }
}

/// Only what must be escaped is, in the shortest way (RFC 8785, section 3.2.2.2).
fn write_text(text: &str, out: &mut String) {
    out.push('"');
    for char in text.chars() {
        match char {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\u{8}' => out.push_str("\\b"),
            '\t' => out.push_str("\\t"),
            '\n' => out.push_str("\\n"),
            '\u{c}' => out.push_str("\\f"),
            '\r' => out.push_str("\\r"),
            char if char < ' ' => out.push_str(&format!("\\u{:04x}", u32::from(char))),
            char => out.push(char),
        }
    }
    out.push('"');
}

/// As ECMAScript's `Number.prototype.toString` does: every number is a double, with the fewest digits that name it.
fn write_number(number: &Number, out: &mut String) {
    // Without a feature that this crate does not use, every number of serde_json is one.
    let value = number.as_f64().unwrap_or_default();
    if value == 0.0 {
        out.push('0');
        return;
    }
    if value < 0.0 {
        out.push('-');
    }
    // The shortest digits, the even one of two that are as near (Rust's own `{:e}` takes the upper one there).
    let shortest = Number::from_f64(value.abs()).map_or_else(String::new, |n| n.to_string());
    let (mantissa, exponent) = shortest.split_once('e').unwrap_or((&shortest, "0"));
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let all = format!("{whole}{fraction}");
    let significant = all.trim_start_matches('0');
    let length = |text: &str| i32::try_from(text.len()).unwrap_or(i32::MAX);
    // The place of the decimal point, counted from the first digit that is not 0.
    let point =
        exponent.parse().unwrap_or(0) + length(whole) - (length(&all) - length(significant));
    let exponent = point - 1;
    let digits = significant.trim_end_matches('0');
    let count = length(digits);
    let zeros = |count: i32| "0".repeat(usize::try_from(count).unwrap_or(0));
    let (head, tail) = digits
        .split_at_checked(usize::try_from(point).unwrap_or(0))
        .unwrap_or((digits, ""));
    if (count..=21).contains(&point) {
        out.push_str(digits);
        out.push_str(&zeros(point - count));
    } else if (1..=21).contains(&point) {
        out.push_str(head);
        out.push('.');
        out.push_str(tail);
    } else if (-5..=0).contains(&point) {
        out.push_str("0.");
        out.push_str(&zeros(-point));
        out.push_str(digits);
    } else {
        let (first, rest) = digits.split_at_checked(1).unwrap_or((digits, ""));
        out.push_str(first);
        if !rest.is_empty() {
            out.push('.');
            out.push_str(rest);
        }
        out.push_str(if exponent < 0 { "e-" } else { "e+" });
        out.push_str(&exponent.unsigned_abs().to_string());
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    /// The pairs of RFC 8785, appendix B.
    #[test]
    fn numbers_are_written_as_the_rfc_shows() {
        for (bits, text) in [
            (0x0000_0000_0000_0000, "0"),
            (0x8000_0000_0000_0000, "0"),
            (0x0000_0000_0000_0001, "5e-324"),
            (0x8000_0000_0000_0001, "-5e-324"),
            (0x7fef_ffff_ffff_ffff, "1.7976931348623157e+308"),
            (0x4340_0000_0000_0000, "9007199254740992"),
            (0xc340_0000_0000_0000, "-9007199254740992"),
            (0x4430_0000_0000_0000, "295147905179352830000"),
            (0x44b5_2d02_c7e1_4af5, "9.999999999999997e+22"),
            (0x44b5_2d02_c7e1_4af6, "1e+23"),
            (0x444b_1ae4_d6e2_ef4e, "999999999999999700000"),
            (0x444b_1ae4_d6e2_ef50, "1e+21"),
            (0x3eb0_c6f7_a0b5_ed8c, "9.999999999999997e-7"),
            (0x3eb0_c6f7_a0b5_ed8d, "0.000001"),
            (0x41b3_de43_5555_5553, "333333333.3333332"),
            (0xbecb_f647_612f_3696, "-0.0000033333333333333333"),
            (0x4314_3ff3_c1cb_0959, "1424953923781206.2"),
        ] {
            let value = Value::from(f64::from_bits(bits));
            assert_eq!(canonical(&value), text);
        }
        assert_eq!(
            canonical(&json!([9_007_199_254_740_993_u64, -7, 1.0, 10, 1e21])),
            "[9007199254740992,-7,1,10,1e+21]"
        );
    }

    /// RFC 8785, sections 3.2.2 and 3.2.3.
    #[test]
    fn texts_and_keys_are_written_as_the_rfc_shows() {
        let value: Value = serde_json::from_str(
            r#"{"numbers":[333333333.33333329,1E30,4.50,2e-3,0.000000000000000000000000001],
                "string":"\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/","literals":[null,true,false]}"#,
        )
        .unwrap();
        assert_eq!(
            canonical(&value),
            r#"{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\u000f\nA'B\"\\\\\"/"}"#
        );
        let keys = json!({"\u{20ac}": 1, "\r": 2, "\u{fb33}": 3, "1": 4, "\u{1f600}": 5, "\u{80}": 6, "\u{f6}": 7});
        let sorted = canonical(&keys);
        let order: Vec<char> = sorted.chars().filter(char::is_ascii_digit).collect();
        // The key "1" is a digit itself.
        assert_eq!(order.iter().collect::<String>(), "21467153");
    }

    proptest! {
        #[test]
        fn every_number_is_read_back_as_it_was(bits: u64) {
            let value = f64::from_bits(bits);
            prop_assume!(value.is_finite());
            let read: f64 = canonical(&Value::from(value)).parse().unwrap();
            prop_assert!(read == value);
        }

        #[test]
        fn every_text_is_read_back_as_it_was(text: String) {
            let read: Value = serde_json::from_str(&canonical(&Value::from(text.clone()))).unwrap();
            prop_assert_eq!(read, Value::from(text));
        }
    }
}
