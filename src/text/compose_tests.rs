#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic
)]
use proptest::prelude::*;

use super::*;

const REL: &str = "nofollow noopener noreferrer ugc";

fn composed(source: &str, format: Format) -> Composed {
    let people = HashMap::from([
        (
            "anna".to_owned(),
            Person {
                url: "https://hrm.example/@anna".into(),
                handle: "anna".into(),
            },
        ),
        (
            "bob@it.example".to_owned(),
            Person {
                url: "https://it.example/@bob".into(),
                handle: "bob".into(),
            },
        ),
    ]);
    let tag_url = |key: &str| format!("https://hrm.example/tags/{key}");
    compose(
        source,
        format,
        &Entities {
            people: &people,
            tag_url: &tag_url,
        },
    )
}

fn anna() -> String {
    format!(
        "<span class=\"h-card\"><a href=\"https://hrm.example/@anna\" class=\"u-url mention\" rel=\"{REL}\" \
         target=\"_blank\">@<span>anna</span></a></span>"
    )
}

fn bob() -> String {
    anna()
        .replace("hrm.example", "it.example")
        .replace("anna", "bob")
}

fn rooms(spelling: &str) -> String {
    format!(
        "<a href=\"https://hrm.example/tags/rooms\" class=\"mention hashtag\" rel=\"tag {REL}\" \
         target=\"_blank\">#<span>{spelling}</span></a>"
    )
}

#[test]
fn plain_text_becomes_paragraphs_and_links() {
    for (source, want) in [
        ("", String::new()),
        ("  \n \n", String::new()),
        (
            "one\ntwo\r\n\r\n\nthree <b>&amp;",
            "<p>one<br>two</p><p>three &lt;b&gt;&amp;amp;</p>".into(),
        ),
        (
            "Hi @anna and @bob@it.example!",
            format!("<p>Hi {} and {}!</p>", anna(), bob()),
        ),
        (
            "@nobody #Rooms.",
            format!("<p>@nobody {}.</p>", rooms("Rooms")),
        ),
        (
            "*not* `code` @anna",
            format!("<p>*not* `code` {}</p>", anna()),
        ),
        (
            "see https://www.it.example/handbook/chapter-one/page-12 now",
            format!(
                "<p>see <a href=\"https://www.it.example/handbook/chapter-one/page-12\" rel=\"{REL}\" target=\"_blank\">\
                 <span class=\"invisible\">https://www.</span>\
                 <span class=\"ellipsis\">it.example/handbook/chapter-on</span>\
                 <span class=\"invisible\">e/page-12</span></a> now</p>"
            ),
        ),
        (
            "http://intranet",
            format!(
                "<p><a href=\"http://intranet/\" rel=\"{REL}\" target=\"_blank\"><span class=\"invisible\">http://</span>\
                 <span>intranet</span></a></p>"
            ),
        ),
    ] {
        assert_eq!(composed(source, Format::Plain).html, want, "{source}");
    }
}

#[test]
fn markdown_keeps_to_the_allow_list() {
    for (source, want) in [
        (
            "**b** *i* ~~s~~ `x <i>`",
            "<p><strong>b</strong> <em>i</em> <del>s</del> <code>x &lt;i&gt;</code></p>".into(),
        ),
        ("one\ntwo", "<p>one<br>\ntwo</p>".into()),
        (
            "# Title\n\n> quote\n\n1. a\n2. b",
            "<h1>Title</h1><blockquote><p>quote</p></blockquote><ol><li>a</li><li>b</li></ol>"
                .into(),
        ),
        ("3. c", "<ol start=\"3\"><li>c</li></ol>".to_owned()),
        (
            "<script>alert(1)</script> <b>x</b>",
            "&lt;script&gt;alert(1)&lt;/script&gt; &lt;b&gt;x&lt;/b&gt;".into(),
        ),
        ("x <b onclick=y>z", "<p>x &lt;b onclick=y&gt;z</p>".into()),
        ("[t](javascript:alert(1))", "<p>t</p>".into()),
        ("[t](/relative)", "<p>t</p>".into()),
        (
            "Hi @anna `@anna`",
            format!("<p>Hi {} <code>@anna</code></p>", anna()),
        ),
        (
            "    @anna #Rooms",
            "<pre><code>@anna #Rooms\n</code></pre>".into(),
        ),
        (
            "**@bob@it.example** #Rooms",
            format!("<p><strong>{}</strong> {}</p>", bob(), rooms("Rooms")),
        ),
        ("@bob@it.example: hi", format!("<p>{}: hi</p>", bob())),
        ("\\@anna \\#Rooms", "<p>@anna #Rooms</p>".into()),
        ("mail carl@it.example", "<p>mail carl@it.example</p>".into()),
        ("#Rooms", format!("<p>{}</p>", rooms("Rooms"))),
    ] {
        assert_eq!(composed(source, Format::Markdown).html, want, "{source}");
    }
}

#[test]
fn markdown_links_show_where_they_go() {
    let html = composed(
        "[bank.example](https://evil.example/ \"title\")",
        Format::Markdown,
    )
    .html;
    assert_eq!(
        html,
        format!(
            "<p><a href=\"https://evil.example/\" rel=\"{REL}\" target=\"_blank\">bank.example [evil.example]</a></p>"
        )
    );
    let html = composed("![plan](https://it.example/plan.png)", Format::Markdown).html;
    assert_eq!(
        html,
        format!(
            "<p><a href=\"https://it.example/plan.png\" rel=\"{REL}\" target=\"_blank\">plan</a></p>"
        )
    );
    for source in ["https://it.example/a_b_c", "<https://it.example/a_b_c>"] {
        let result = composed(source, Format::Markdown);
        assert!(
            result.html.contains("<span>it.example/a_b_c</span>"),
            "{}",
            result.html
        );
        assert_eq!(result.links, ["https://it.example/a_b_c"]);
    }
}

#[test]
fn reports_people_tags_and_links_once_each() {
    for format in [Format::Plain, Format::Markdown] {
        let source = "@anna @ANNA @bob@IT.example @nobody #Rooms #rooms #Café https://a.example https://a.example/";
        let result = composed(source, format);
        assert_eq!(result.people, ["anna", "bob@it.example"]);
        let tags: Vec<_> = result
            .tags
            .iter()
            .map(|tag| (tag.key.as_str(), tag.name.as_str()))
            .collect();
        assert_eq!(tags, [("rooms", "Rooms"), ("café", "Café")]);
        assert_eq!(result.links, ["https://a.example/"]);
    }
}

#[test]
fn mentioned_people_are_those_that_compose_would_link() {
    let source =
        "@anna `@carl` [@dirk](https://a.example) anna@b.example @bob@it.example:8443 @Anna";
    let keys = |format| {
        mentioned(source, format)
            .into_iter()
            .map(|handle| handle.key)
            .collect::<Vec<_>>()
    };
    assert_eq!(keys(Format::Markdown), ["anna", "bob@it.example:8443"]);
    assert_eq!(
        keys(Format::Plain),
        ["anna", "carl", "dirk", "bob@it.example:8443"]
    );
    let bob = mentioned("@Bob@it.example:8443", Format::Plain).remove(0);
    assert_eq!(
        (bob.user.as_str(), bob.host.as_deref()),
        ("Bob", Some("it.example:8443"))
    );
}

#[test]
fn hostile_people_and_tag_pages_stay_harmless() {
    let people = HashMap::from([(
        "anna".to_owned(),
        Person {
            url: "javascript:alert(1)".into(),
            handle: "<img src=x>".into(),
        },
    )]);
    let tag_url = |_: &str| "\"><script>".to_owned();
    let html = compose(
        "@anna #Rooms",
        Format::Plain,
        &Entities {
            people: &people,
            tag_url: &tag_url,
        },
    )
    .html;
    assert_eq!(
        html,
        "<p><span class=\"h-card\">@<span>&lt;img src=x&gt;</span></span> #<span>Rooms</span></p>"
    );
}

#[test]
fn deep_markdown_is_flattened() {
    for source in [
        "> ".repeat(2_000) + "x",
        "- ".repeat(1_000) + "x",
        "[".repeat(5_000),
        "*a_".repeat(3_000),
    ] {
        let html = composed(&source, Format::Markdown).html;
        assert!(html.matches("<blockquote>").count() <= 40 && html.matches("<ul>").count() <= 40);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]
    #[test]
    fn whatever_is_typed_comes_out_clean(source in "([ -~\n\u{e9}\u{202e}]|https://a\\.b|@anna|#x|\\[x\\]\\(){0,80}") {
        for format in [Format::Plain, Format::Markdown] {
            let html = composed(&source, format).html;
            prop_assert_eq!(sanitise::remote_html(&html), html);
        }
    }
}
