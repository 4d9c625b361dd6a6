//! The encoded assertion, its members tied to the exact characters they became.

use core::ops::Range;

use countersign::encoding::json::Object;
use countersign::finding::{Finding, Part, Status};
use yew::prelude::*;

use super::tabs::focus_nth;

/// The characters of one member, or of the signature.
#[derive(Clone, Debug, PartialEq)]
pub struct Piece {
    /// The member's name; `signature` for the signature.
    pub name: AttrValue,
    /// The part it stands in.
    pub part: Part,
    /// Where it stands in the whole token, in characters from 0.
    pub range: Range<usize>,
    /// How a finding about it ended, if that is worth an underline.
    pub status: Option<Status>,
}

/// The characters that octets of a decoded part became, counted within the encoded part: four for three octets, outward.
///
/// ```
/// use countersign_playground::ui::encoded::characters;
///
/// assert_eq!(characters(1..14), 1..19);
/// assert_eq!(characters(0..3), 0..4);
/// ```
pub fn characters(octets: Range<usize>) -> Range<usize> {
    octets.start * 8 / 6..(octets.end * 8).div_ceil(6)
}

/// The pieces of a token: one to a member of its header and claims as decoded, and the signature.
///
/// Findings whose subject is `header.NAME` or `claims.NAME` underline it.
pub fn pieces(token: &str, header: &str, claims: &str, findings: &[Finding]) -> Vec<Piece> {
    let dots: Vec<usize> = token.match_indices('.').map(|(at, _)| at).collect();
    let &[first, second] = dots.as_slice() else { return vec![] };
    let mut pieces = vec![];
    for (part, text, begin, end) in
        [(Part::Header, header, 0, first), (Part::Payload, claims, first + 1, second)]
    {
        let Ok(object) = Object::parse(text) else { continue };
        for member in object.members() {
            let within = characters(member.span.clone());
            let range = begin + within.start..(begin + within.end).min(end);
            let status = worst(findings, &format!("{}.{}", part.name(), member.name));
            pieces.push(Piece { name: member.name.clone().into(), part, range, status });
        }
    }
    let status = worst(findings, "signature");
    pieces.push(Piece {
        name: "signature".into(),
        part: Part::Signature,
        range: second + 1..token.len(),
        status,
    });
    pieces
}

/// How the findings about a subject ended at worst, if that needs saying.
pub fn worst(findings: &[Finding], subject: &str) -> Option<Status> {
    let about = |status| findings.iter().any(|f| f.subject == subject && f.status == status);
    [Status::Fail, Status::Warn].into_iter().find(|status| about(*status))
}

/// Props of [`Encoded`].
#[derive(Properties, PartialEq)]
pub struct EncodedProps {
    /// The token.
    pub token: AttrValue,
    /// Its pieces, in order, none over another.
    pub pieces: Vec<Piece>,
    /// The piece that is marked now.
    pub tied: Option<AttrValue>,
    /// Called with what is pointed at.
    pub ontie: Callback<Option<AttrValue>>,
    /// Called when a piece is entered: its field is wanted.
    pub onenter: Callback<AttrValue>,
}

/// The encoded assertion: one tab stop, arrows move from member to member.
#[component]
pub fn Encoded(props: &EncodedProps) -> Html {
    let list = use_node_ref();
    let at = use_state_eq(|| 0);
    let count = props.pieces.len();
    let here = (*at).min(count.saturating_sub(1));
    let onkeydown = {
        let (at, pieces, onenter, ontie) =
            (at.clone(), props.pieces.clone(), props.onenter.clone(), props.ontie.clone());
        let list = list.clone();
        Callback::from(move |event: KeyboardEvent| {
            let next = match event.key().as_str() {
                "ArrowRight" | "ArrowDown" => (here + 1).min(count.saturating_sub(1)),
                "ArrowLeft" | "ArrowUp" => here.saturating_sub(1),
                "Home" => 0,
                "End" => count.saturating_sub(1),
                "Enter" if !event.ctrl_key() && !event.meta_key() => {
                    event.prevent_default();
                    if let Some(piece) = pieces.get(here) {
                        onenter.emit(piece.name.clone());
                    }
                    return;
                }
                _ => return,
            };
            event.prevent_default();
            at.set(next);
            ontie.emit(pieces.get(next).map(|piece| piece.name.clone()));
            focus_nth(&list, "[role=button]", next);
        })
    };
    let mut html = vec![];
    let mut from = 0;
    for (number, piece) in props.pieces.iter().enumerate() {
        if let Some(gap) = props.token.get(from..piece.range.start) {
            html.push(gap_view(gap, piece.part));
        }
        html.push(piece_view(number, here, piece, props, &at));
        from = piece.range.end;
    }
    if let Some(rest) = props.token.get(from..) {
        html.push(html! { {rest.to_owned()} });
    }
    html! {
        <p class="jwt" role="group" ref={list} {onkeydown}
            aria-label={format!("Encoded assertion, {} characters", props.token.len())}>{for html}</p>
    }
}

fn piece_view(
    number: usize,
    here: usize,
    piece: &Piece,
    props: &EncodedProps,
    at: &UseStateHandle<usize>,
) -> Html {
    let tied = props.tied.as_ref() == Some(&piece.name);
    let (underline, said) = match piece.status {
        Some(Status::Fail) => ("bad", ", fails"),
        Some(Status::Warn) => ("odd", ", warns"),
        _ => ("", ""),
    };
    let name = match piece.part {
        Part::Signature => {
            format!("signature, characters {} to {}{said}", piece.range.start + 1, piece.range.end)
        }
        part => format!(
            "{}, {}, characters {} to {}{said}",
            piece.name,
            part.name(),
            piece.range.start + 1,
            piece.range.end
        ),
    };
    let tie = {
        let name = piece.name.clone();
        props.ontie.reform(move |()| Some(name.clone()))
    };
    let enter = {
        let (name, at) = (piece.name.clone(), at.clone());
        props.onenter.reform(move |_: MouseEvent| {
            at.set(number);
            name.clone()
        })
    };
    html! {
        <i role="button" class={classes!(letter(piece.part), underline, tied.then_some("is-tied"))} aria-label={name}
            tabindex={if number == here { "0" } else { "-1" }}
            onpointerover={tie.reform(|_: PointerEvent| ())} onfocusin={tie.reform(|_: FocusEvent| ())} onclick={enter}>
            {props.token.get(piece.range.clone()).unwrap_or_default().to_owned()}
        </i>
    }
}

/// What stands between two members: brackets, commas, and the dot between two parts.
fn gap_view(gap: &str, next: Part) -> Html {
    let before = if next == Part::Payload { Part::Header } else { Part::Payload };
    match gap.split_once('.') {
        Some((end, begin)) => html! {
            <>{tinted(end, before)}<span class="dot">{"."}</span>{tinted(begin, next)}</>
        },
        None => tinted(gap, next),
    }
}

fn tinted(text: &str, part: Part) -> Html {
    if text.is_empty() {
        return Html::default();
    }
    html! { <span class={letter(part)}>{text.to_owned()}</span> }
}

const fn letter(part: Part) -> &'static str {
    match part {
        Part::Header => "h",
        Part::Payload => "c",
        Part::Signature | Part::Document => "s",
    }
}

#[cfg(test)]
mod tests {
    use countersign::rules::code::jws;

    use super::*;

    #[test]
    fn members_never_share_a_character() {
        // A comma at least stands between two members.
        for start in 0..60 {
            for length in 1..20 {
                let end = start + length;
                assert!(characters(start..end).end <= characters(end + 1..end + 2).start);
            }
        }
    }

    #[test]
    fn a_member_is_found_in_the_encoded_text() {
        // {"alg":"RS384","typ":"JWT"} and {"iss":"a"}
        let token = "eyJhbGciOiJSUzM4NCIsInR5cCI6IkpXVCJ9.eyJpc3MiOiJhIn0.AAAA";
        let kid = Finding::fail(&jws::TYP_WRONG, "header.typ", "`typ` is JWT");
        let pieces = pieces(token, r#"{"alg":"RS384","typ":"JWT"}"#, r#"{"iss":"a"}"#, &[kid]);
        let texts: Vec<_> =
            pieces.iter().map(|p| (p.name.as_str(), &token[p.range.clone()])).collect();
        assert_eq!(
            texts,
            [
                ("alg", "yJhbGciOiJSUzM4NCI"),
                ("typ", "InR5cCI6IkpXVCJ"),
                ("iss", "yJpc3MiOiJhIn"),
                ("signature", "AAAA")
            ]
        );
        assert_eq!(pieces[1].status, Some(Status::Fail));
    }
}
