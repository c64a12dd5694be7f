//! Names as they are compared when somebody looks for them: without case and without accents.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// The text in lower case, each letter without its accents: `Zoë Łukasz` is `zoe lukasz`.
pub fn folded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let plain = text.nfkd().filter(|c| !is_combining_mark(*c));
    for c in plain.flat_map(char::to_lowercase) {
        match c {
            'ß' => out.push_str("ss"),
            'æ' => out.push_str("ae"),
            'œ' => out.push_str("oe"),
            'þ' => out.push_str("th"),
            'ø' => out.push('o'),
            'ł' => out.push('l'),
            'đ' | 'ð' => out.push('d'),
            'ı' => out.push('i'),
            // A capital İ leaves its dot behind when it becomes small.
            _ if is_combining_mark(c) => {}
            _ => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accents_and_case_do_not_part_names() {
        for (text, want) in [
            ("Zoë", "zoe"),
            ("ZOE\u{308}", "zoe"),
            ("Łukasz Øster Straße", "lukasz oster strasse"),
            ("İlkay Işık", "ilkay isik"),
            ("Ｆｕｌｌ", "full"),
            ("Владимир", "владимир"),
        ] {
            assert_eq!(folded(text), want, "{text}");
            assert_eq!(folded(want), want);
        }
    }
}
