#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic
)]
use proptest::prelude::*;

use super::*;
use crate::text::token::{Token, tokens};

const REL: &str = "rel=\"nofollow noopener noreferrer ugc\" target=\"_blank\"";

/// Reads HTML again and names the first thing in it that must not be there.
fn fault(html: &str) -> Option<String> {
    for token in tokens(html) {
        let Token::Start { name, attributes } = token else {
            continue;
        };
        if !TAGS.contains(&name.as_str()) {
            return Some(format!("element {name}"));
        }
        for (attribute, value) in attributes {
            let fine = match (name.as_str(), attribute.as_str()) {
                ("a", "href") => value.starts_with("https://") || value.starts_with("http://"),
                ("a" | "span" | "p", "class") => value.split(' ').all(allowed_class),
                ("a", "rel") => value.ends_with(LINK_REL),
                ("a", "target") => value == "_blank",
                ("ol", "start") => value.parse::<i32>().is_ok(),
                _ => false,
            };
            if !fine {
                return Some(format!("{name} {attribute}={value}"));
            }
        }
    }
    None
}

fn check(html: &str) -> String {
    let clean = remote_html(html);
    assert_eq!(fault(&clean), None, "{html:?} gave {clean:?}");
    assert_eq!(remote_html(&clean), clean, "not stable: {html:?}");
    clean
}

#[test]
fn what_posts_are_made_of_stays() {
    for (html, want) in [
        (
            "<p>a<br>b</p><p><b>c</b> <i>d</i></p>",
            "<p>a<br>b</p><p><b>c</b> <i>d</i></p>".to_owned(),
        ),
        ("<P>a<BR/>b</P>", "<p>a<br>b</p>".into()),
        ("hello <em>you</em>", "hello <em>you</em>".into()),
        (
            "<ul><li>a<li>b</ul>",
            "<ul><li>a</li><li>b</li></ul>".into(),
        ),
        (
            "<ol start=\"4\" reversed><li>a</li></ol>",
            "<ol start=\"4\"><li>a</li></ol>".into(),
        ),
        (
            "<pre><code>a &lt; b\n</code></pre>",
            "<pre><code>a &lt; b\n</code></pre>".into(),
        ),
        (
            "<blockquote>q<p>r</p></blockquote>",
            "<blockquote>q<p>r</p></blockquote>".into(),
        ),
        ("<h1>t</h1><h6>u</h6>", "<h1>t</h1><h6>u</h6>".into()),
        (
            "<p class=\"quote-inline\">RE</p>",
            "<p class=\"quote-inline\">RE</p>".into(),
        ),
        (
            "<a href=\"https://a.example/x?a=1&amp;b\">t</a>",
            format!("<a href=\"https://a.example/x?a=1&amp;b\" {REL}>t</a>"),
        ),
        (
            "<a rel=\"tag me\" class=\"mention hashtag x\" href=\"https://a.example/t\">#<span>t</span></a>",
            format!(
                "<a href=\"https://a.example/t\" class=\"mention hashtag\" {}>#<span>t</span></a>",
                REL.replace("=\"n", "=\"tag n")
            ),
        ),
    ] {
        assert_eq!(check(html), want, "{html}");
    }
}

#[test]
fn page_structure_becomes_paragraphs() {
    for (html, want) in [
        ("<div>a</div><div>b</div>", "<p>a</p><p>b</p>"),
        ("a<div>b</div>c", "a<p>b</p><p>c</p>"),
        (
            "<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>",
            "<p>a b</p><p>c</p>",
        ),
        ("<ul><li><div>a</div></li></ul>", "<ul><li>a</li></ul>"),
        ("<b>a<div>b</div></b>", "<b>a<br>b</b>"),
        ("<p>a</p>\n  <p>b</p>\n", "<p>a</p><p>b</p>"),
        ("<p></p><p> </p><b></b>x", "x"),
        (
            "x <img src=\"https://t.example/1.gif\" alt=\":cat:\"> <img src=y>z",
            "x :cat: z",
        ),
        ("<b><i>a</b>b</i>", "<b><i>a</i></b>b"),
        ("<li>a</li><li>b</li>", "<p>a</p><p>b</p>"),
    ] {
        assert_eq!(check(html), want, "{html}");
    }
}

#[test]
fn attacks_come_to_nothing() {
    for (html, want) in [
        // Scripts, split and hidden tags.
        ("<script>alert(1)</script>x", "x"),
        (
            "<scr<script>ipt>alert(1)</scr</script>ipt>",
            "ipt&gt;alert(1)ipt&gt;",
        ),
        ("<scr\0ipt>alert(1)</scr\0ipt>", "alert(1)"),
        ("<scr\nipt>alert(1)</script>", "alert(1)"),
        ("<SCRIPT SRC=//e.example>", ""),
        ("<!--><script>alert(1)</script>-->x", "--&gt;x"),
        ("<![CDATA[<script>]]>x", "]]&gt;x"),
        // Handlers and styles on allowed elements, foreign classes, clobbering ids.
        (
            "<p onclick=\"x()\" style=\"position:fixed\" id=\"login\" class=\"btn p-4 p-name\">a</p>",
            "<p class=\"p-name\">a</p>",
        ),
        ("<b/onmouseover=alert(1)>a</b>", "<b>a</b>"),
        (
            "<span class=\"invisible\n modal\">a</span>",
            "<span class=\"invisible\">a</span>",
        ),
        // Other markup languages inside.
        (
            "<svg><a xlink:href=\"javascript:alert(1)\"><text>x</text></a></svg>y",
            "y",
        ),
        (
            "<svg><animate attributeName=href values=javascript:alert(1) /></svg>y",
            "y",
        ),
        (
            "<math><mtext><table><mglyph><style><!--</style><img title=\"--&gt;&lt;img src=1 onerror=alert(1)&gt;\">",
            "",
        ),
        (
            "<math><annotation-xml encoding=\"text/html\"><style><img src=x onerror=alert(1)></style></annotation-xml></math>",
            "",
        ),
        (
            "<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\">",
            "\"&gt;",
        ),
        ("<template><script>alert(1)</script></template>y", "y"),
        // Tracking and embedding.
        ("<img src=x onerror=alert(1)>y", "y"),
        (
            "<iframe src=//e.example></iframe><object data=x><embed src=y></object>z",
            "z",
        ),
        (
            "<form action=//e.example><input name=password><button>ok</button></form>",
            "<p>ok</p>",
        ),
        (
            "<base href=//e.example><meta http-equiv=refresh content=0>y",
            "y",
        ),
        ("<style>*{display:none}</style>y", "y"),
        // Addresses that are none.
        ("<a href=\"javascript:alert(1)\">x</a>", "x"),
        ("<a href=\" java\nscript:alert(1)\">x</a>", "x"),
        ("<a href=\"&#106;avascript:alert(1)\">x</a>", "x"),
        (
            "<a href=\"data:text/html,x\">x</a><a href=\"//e.example\">y</a><a href=\"vbscript:x\">z</a>",
            "xyz",
        ),
        ("<a href=\"https://bank.example@evil.example/\">x</a>", "x"),
        // Getting out of the card.
        ("</div></div></main><p>x", "<p>x</p>"),
        (
            "<p><ul><li><blockquote>x",
            "<ul><li><blockquote>x</blockquote></li></ul>",
        ),
        ("<!-- <p>x", ""),
        ("<a href=\"https://a.example", ""),
        ("a\u{202e}b\u{7}c", "abc"),
    ] {
        assert_eq!(check(html), want, "{html:?}");
    }
}

#[test]
fn links_that_pretend_are_unmasked() {
    let shown = |html: &str| plain::from_html(&check(html));
    for (html, want) in [
        (
            "<a href=\"https://evil.example/\">https://bank.example/</a>",
            "https://bank.example/ [evil.example]",
        ),
        (
            "<a href=\"https://evil.example/\">b&#97;nk&period;example</a>",
            "bank.example [evil.example]",
        ),
        (
            "<a href=\"https://evil.example/\">bank.<b>example</b></a>",
            "bank.example [evil.example]",
        ),
        (
            "<a href=\"https://bank.example.evil.example/\"><span class=\"invisible\">https://</span>bank.example<span \
             class=\"invisible\">.evil.example/</span></a>",
            "https://bank.example.evil.example/ [bank.example.evil.example]",
        ),
        (
            "<a href=\"https://evil.example/bank.example\"><span class=\"invisible\">https://evil.example/</span>bank.example</a>",
            "https://evil.example/bank.example [evil.example]",
        ),
        (
            "<a href=\"https://evil.example/\">bank.example<span class=\"invisible\"> [evil.example]</span></a>",
            "bank.example [evil.example] [evil.example]",
        ),
        (
            "<a href=\"https://unit.example/\">unit.example</a>",
            "unit.example",
        ),
        (
            "<a href=\"https://unit.example/\">our handbook</a>",
            "our handbook",
        ),
        (
            "<a class=\"u-url mention\" href=\"https://social.unit.example/@a\">@a@unit.example</a>",
            "@a@unit.example",
        ),
    ] {
        assert_eq!(shown(html), want, "{html}");
    }
}

#[test]
fn size_and_depth_are_bounded() {
    for piece in [
        "<b>",
        "<div>",
        "<blockquote>",
        "<ul><li>",
        "<font color=1>",
        "<a href=https://a.b/>",
        "<b><div></b>",
        "<table>",
        "<svg>",
        "<p><b>",
    ] {
        let clean = check(&format!(
            "{}x{}",
            piece.repeat(100_000),
            "</b>".repeat(1_000)
        ));
        assert!(clean.len() < 4_000, "{piece}: {} bytes", clean.len());
    }
    let formatted = format!("{}{}", "<b>".repeat(20), "<p>x".repeat(60_000));
    assert!(check(&formatted).len() <= 4 * formatted.len());
    let attributes: String = (0..50_000).map(|n| format!(" a{n}=\">\"")).collect();
    assert_eq!(check(&format!("<p{attributes}>x</p>")), "<p>x</p>");
    for filler in ["é", "&", "\u{a0}", "<li>x", "<b>x</b>", "x<!-- -->&amp;"] {
        assert!(
            check(&filler.repeat(400_000)).len() <= 4 * REMOTE_HTML_BYTES,
            "{filler}"
        );
    }
}

#[test]
fn names_become_one_plain_line() {
    for (text, want) in [
        ("Anna <b>de</b> Vries", "Anna de Vries"),
        ("I <3 you", "I <3 you"),
        ("a < b > c", "a < b > c"),
        ("AT&amp;T", "AT&amp;T"),
        ("<<b>script>x", "x"),
        ("  a\r\n\tb\u{0}c  ", "a b c"),
        ("\u{202e}evil\u{2066}\u{200b}\u{feff}", "evil"),
        ("<\u{202e}b>x", "x"),
        ("👩‍👩‍👧 می‌خواهم", "👩‍👩‍👧 می‌خواهم"),
        ("<img src=x onerror=alert(1)>", ""),
    ] {
        assert_eq!(remote_text(text), want, "{text:?}");
    }
    assert_eq!(
        remote_text(&"é".repeat(1_000_000)).chars().count(),
        REMOTE_NAME_CHARACTERS
    );
    assert_eq!(remote_text_within("abc def", 4), "abc");
    assert!(remote_text_within(&"<b>".repeat(400_000), 4).len() <= 4);
}

/// Pieces of HTML that parsers disagree about.
fn hostile() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        proptest::sample::select(
            [
                "p",
                "b",
                "i",
                "a",
                "div",
                "span",
                "ul",
                "ol",
                "li",
                "blockquote",
                "pre",
                "code",
                "table",
                "tr",
                "td",
                "svg",
                "math",
                "mtext",
                "style",
                "script",
                "title",
                "textarea",
                "template",
                "noscript",
                "select",
                "option",
                "br",
                "h1",
                "img",
                "form",
                "object",
                "font",
                "plaintext",
                "annotation-xml",
                "foreignObject",
                "hr",
                "button",
            ]
            .as_slice()
        )
        .prop_flat_map(|name| {
            proptest::sample::select(
                [
                    "",
                    " class=\"mention x\"",
                    " href=\"https://a.example/\"",
                    " href='javascript:x'",
                    " onerror=x",
                    " style='x'",
                    " class=invisible",
                    " alt='<b>bank.example'",
                    "/",
                    " \"",
                    " href=https://b.example",
                ]
                .as_slice(),
            )
            .prop_map(move |attributes| format!("<{name}{attributes}>"))
        }),
        proptest::sample::select(
            [
                "</p>",
                "</b>",
                "</a>",
                "</div>",
                "</ul>",
                "</li>",
                "</pre>",
                "</svg>",
                "</style>",
                "</table>",
                "</blockquote>",
                "</i>",
                "</br>"
            ]
            .as_slice()
        )
        .prop_map(str::to_owned),
        proptest::sample::select(
            [
                "x",
                " ",
                "\n",
                "<",
                ">",
                "&",
                "&lt;b&gt;",
                "&#10;",
                "&nbsp;",
                "bank.example",
                "<!--",
                "-->",
                "<![CDATA[",
                "]]>",
                "\"",
                "'",
                "\r",
                "\u{0}",
                "&#13;",
                "&#0;",
                "[a.example]"
            ]
            .as_slice()
        )
        .prop_map(str::to_owned),
    ];
    proptest::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn clean_and_stable_whatever_comes(html in hostile()) {
        let clean = remote_html(&html);
        prop_assert_eq!(fault(&clean), None);
        prop_assert_eq!(remote_html(&clean), clean);
    }

    #[test]
    fn one_pass_is_enough(html in hostile()) {
        let once = pass(&html);
        prop_assert_eq!(pass(&once), once);
    }

    #[test]
    fn names_are_clean_and_stable(text in "([<>/!?a-c3 &;\n\u{202e}\u{200b}é]){0,60}") {
        let name = remote_text_within(&text, 30);
        prop_assert_eq!(remote_text_within(&name, 30), name.clone());
        prop_assert!(!name.contains("<b>") && !name.contains('\n'));
    }
}
