//! A row of the assertion taken apart: one member, its value, one line about it.

use countersign::finding::{Finding, Part, Status};
use yew::prelude::*;

use super::findings::status_icon;
use super::say::why;
use super::text::prose;

/// What is said about a member, whatever its value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct About {
    /// The member's name.
    pub name: &'static str,
    /// The part it stands in.
    pub part: Part,
    /// One line.
    pub line: &'static str,
    /// Summary and text of the folded reason.
    pub why: Option<(&'static str, &'static str)>,
}

/// One row.
pub struct Slot<'a> {
    /// The member.
    pub about: About,
    /// Its control, whose id is `member-NAME`.
    pub control: Html,
    /// Whether it is left out of what is signed.
    pub absent: bool,
    /// Called when it is to be put back.
    pub onrestore: Callback<()>,
    /// The findings about it that failed or warned.
    pub findings: Vec<&'a Finding>,
    /// Whether it is the one that is pointed at.
    pub tied: bool,
    /// Called when it is pointed at.
    pub ontie: &'a Callback<Option<AttrValue>>,
}

impl Slot<'_> {
    /// The row.
    pub fn view(self) -> Html {
        let About { name, part, line, why: reason } = self.about;
        let class = match part {
            Part::Header => "head",
            Part::Payload => "claim",
            Part::Signature | Part::Document => "sig",
        };
        let tie = self.ontie.reform(move |()| Some(AttrValue::Static(name)));
        let problem = |finding: &&Finding| {
            let word = if finding.status == Status::Fail { "fail" } else { "warn" };
            html! {
                <p class="state">
                    <span class={classes!("st", word)}>{status_icon(finding.status)}<span>{prose(&finding.message)}</span></span>
                </p>
            }
        };
        let absent = self.absent.then(|| {
        let onclick = self.onrestore.reform(|_: MouseEvent| ());
        html! {
            <p class="state"><span class="gone">{"Left out of the JWT."}</span>
                <button type="button" class="link" aria-label={format!("Put it back: {name}")} {onclick}>{"Put it back"}</button></p>
        }
    });
        html! {
            <div key={name} class={classes!("slot", class, self.tied.then_some("is-tied"))}
                onpointerover={tie.reform(|_: PointerEvent| ())} onfocusin={tie.reform(|_: FocusEvent| ())}>
                <label class="k" for={format!("member-{name}")}>{name}</label>
                <div class="v">
                    {self.control}
                    {absent}
                    {for self.findings.iter().map(problem)}
                    <div class="x">
                        <span id={format!("member-{name}-line")}>{prose(line)}</span>
                        if let Some((summary, text)) = reason { {why(summary, text)} }
                    </div>
                </div>
            </div>
        }
    }
}
