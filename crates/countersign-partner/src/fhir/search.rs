//! A search over one type: filters, pages, and the Bundle that comes back.

use countersign::encoding::base64url;
use countersign::limits::TOKEN_OCTETS;
use countersign::token::FORM_TYPE;
use http::header::CONTENT_TYPE;
use http::{Request, StatusCode};
use serde_json::{Value, json};

use super::Served;
use super::negotiate::prefers;
use super::params::{Filter, Kind};
use crate::Config;
use crate::reply::Answer;

/// Entries on a page, when nobody says.
const PAGE: usize = 20;
/// Entries on a page at the most.
const LARGEST_PAGE: usize = 100;

/// What was asked, as far as it was understood.
struct Asked {
    filters: Vec<Filter>,
    count: usize,
    /// The `_page` of a `next` link.
    page: Option<String>,
    /// The parameters that were used, for `self` and `next`.
    used: Vec<(String, String)>,
}

/// Where a page begins. `first` is the id of the first resource when the search began: the audit trail grows at its front
/// while it is paged through, by the very reading of it, and may forget at its end.
struct Place {
    offset: usize,
    first: String,
}

impl Place {
    /// As it stands in a link, bound to its search.
    fn write(&self, resource: &str, query: &str) -> String {
        base64url::encode(format!("{} {} {resource}?{query}", self.offset, self.first).as_bytes())
    }

    fn read(cursor: &str, resource: &str, query: &str) -> Option<Self> {
        let text = String::from_utf8(base64url::decode(cursor).ok()?).ok()?;
        let mut parts = text.splitn(3, ' ');
        let (offset, first) = (parts.next()?.parse().ok()?, parts.next()?.to_owned());
        (parts.next()? == format!("{resource}?{query}")).then_some(Self { offset, first })
    }
}

pub(super) fn search(
    request: &Request<Vec<u8>>,
    all: &[&Value],
    resource: &str,
    known: &[(&'static str, Kind)],
    config: &Config,
) -> Served {
    let refuse = |status, says: &str| Served {
        answer: Answer::outcome(status, "invalid", says),
        query: resource.to_owned(),
        resources: Vec::new(),
    };
    if let Some((status, says)) = unreadable(request) {
        return refuse(status, says);
    }
    let asked = match read(request, resource, known) {
        Ok(asked) => asked,
        Err(says) => return refuse(StatusCode::BAD_REQUEST, &says),
    };
    let used = form_urlencoded::Serializer::new(String::new()).extend_pairs(&asked.used).finish();
    let Some((place, among)) = begin(asked.page.as_deref(), all, resource, &used) else {
        return refuse(
            StatusCode::BAD_REQUEST,
            "_page is not a link that this server made for this search, or it was made too long ago",
        );
    };
    let found: Vec<&Value> = among
        .iter()
        .copied()
        .filter(|one| asked.filters.iter().all(|filter| filter.matches(one)))
        .collect();
    let page: Vec<&Value> = found.iter().copied().skip(place.offset).take(asked.count).collect();
    let query = if used.is_empty() { resource.to_owned() } else { format!("{resource}?{used}") };
    let mut links =
        vec![json!({ "relation": "self", "url": format!("{}/{query}", config.fhir_base()) })];
    let behind = place.offset.saturating_add(page.len());
    if behind < found.len() && asked.count > 0 {
        let cursor = Place { offset: behind, ..place }.write(resource, &used);
        let joint = if used.is_empty() { "?" } else { "&" };
        links.push(json!({ "relation": "next", "url": format!("{}/{query}{joint}_page={cursor}", config.fhir_base()) }));
    }
    let entries: Vec<Value> = page
        .iter()
        .map(|one| {
            let id = one["id"].as_str().unwrap_or_default();
            json!({ "fullUrl": format!("{}/{resource}/{id}", config.fhir_base()), "resource": one, "search": { "mode": "match" } })
        })
        .collect();
    let resources =
        page.iter().filter_map(|one| Some(format!("{resource}/{}", one["id"].as_str()?))).collect();
    let mut bundle = json!({ "resourceType": "Bundle", "type": "searchset", "total": found.len(), "link": links });
    // FHIR has no empty arrays: a list without members is left out.
    if !entries.is_empty() {
        bundle["entry"] = entries.into();
    }
    Served { answer: Answer::fhir(StatusCode::OK, bundle.to_string()), query, resources }
}

fn read(
    request: &Request<Vec<u8>>,
    resource: &str,
    parameters: &[(&'static str, Kind)],
) -> Result<Asked, String> {
    let strict = prefers(request, "handling=strict");
    let query = request.uri().query().unwrap_or_default().as_bytes();
    // Parameters may come in the address, and in the body of a posted search.
    let pairs = form_urlencoded::parse(query).chain(form_urlencoded::parse(request.body()));
    let mut asked = Asked { filters: Vec::new(), count: PAGE, page: None, used: Vec::new() };
    for (name, value) in pairs {
        match name.as_ref() {
            "_format" | "_pretty" => {}
            "_count" => {
                let count: usize =
                    value.parse().map_err(|_| "_count is not a number".to_owned())?;
                asked.count = count.min(LARGEST_PAGE);
                asked.used.push((name.into_owned(), asked.count.to_string()));
            }
            "_page" => asked.page = Some(value.into_owned()),
            // An empty parameter counts as absent.
            _ if value.is_empty() => {}
            known => {
                let (bare, modifier) = known.split_once(':').unwrap_or((known, ""));
                let kind = parameters.iter().find(|(name, _)| *name == bare).map(|(_, kind)| *kind);
                match kind {
                    Some(_) if !modifier.is_empty() => {
                        return Err(format!("the modifier :{modifier} is not supported"));
                    }
                    Some(kind) => {
                        let filter =
                            Filter::new(resource, bare, kind, &value).map_err(|bad| bad.0)?;
                        asked.filters.push(filter);
                        asked.used.push((name.into_owned(), value.into_owned()));
                    }
                    // FHIR asks servers to pass over what they do not know, and to show in `self` that they did.
                    None if strict => return Err(format!("the parameter {bare} is not supported")),
                    None => {}
                }
            }
        }
    }
    Ok(asked)
}

/// Where a page begins, and the resources that were there when its search began.
fn begin<'a, 'b>(
    page: Option<&str>,
    all: &'a [&'b Value],
    resource: &str,
    query: &str,
) -> Option<(Place, &'a [&'b Value])> {
    let Some(cursor) = page else {
        let first = all.first().and_then(|one| one["id"].as_str()).unwrap_or_default();
        return Some((Place { offset: 0, first: first.to_owned() }, all));
    };
    let place = Place::read(cursor, resource, query)?;
    let first = all.iter().position(|one| one["id"] == *place.first)?;
    Some((place, &all[first..]))
}

/// A posted search is a form of a reasonable size.
fn unreadable(request: &Request<Vec<u8>>) -> Option<(StatusCode, &'static str)> {
    if request.body().len() > TOKEN_OCTETS {
        return Some((StatusCode::PAYLOAD_TOO_LARGE, "a search has at most 65536 octets"));
    }
    let kind = request.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let is_form = kind.is_none_or(|kind| {
        kind.split(';').next().is_some_and(|essence| essence.trim() == FORM_TYPE)
    });
    (!request.body().is_empty() && !is_form)
        .then_some((StatusCode::UNSUPPORTED_MEDIA_TYPE, "a posted search is a form"))
}
