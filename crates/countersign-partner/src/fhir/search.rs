//! A search over one type: filters, pages, and the Bundle that comes back.

use countersign::encoding::base64url;
use http::{HeaderName, Request, StatusCode};
use serde_json::{Value, json};

use super::Served;
use super::params::{self, Filter};
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
    offset: usize,
    /// The parameters that were used, for `self` and `next`.
    used: Vec<(String, String)>,
}

pub(super) fn search(
    request: &Request<Vec<u8>>,
    all: &[&Value],
    resource: &str,
    config: &Config,
) -> Served {
    let asked = match read(request, resource) {
        Ok(asked) => asked,
        Err(says) => {
            let answer = Answer::outcome(StatusCode::BAD_REQUEST, "invalid", &says);
            return Served { answer, query: resource.to_owned(), resources: Vec::new() };
        }
    };
    let found: Vec<&Value> = all
        .iter()
        .copied()
        .filter(|one| asked.filters.iter().all(|filter| filter.matches(one)))
        .collect();
    let page: Vec<&Value> = found.iter().copied().skip(asked.offset).take(asked.count).collect();
    let address = |more: &[(&str, String)]| {
        let mut query = form_urlencoded::Serializer::new(String::new());
        query.extend_pairs(&asked.used).extend_pairs(more);
        let query = query.finish();
        let base = format!("{}/{resource}", config.fhir_base());
        if query.is_empty() { base } else { format!("{base}?{query}") }
    };
    let mut links = vec![json!({ "relation": "self", "url": address(&[]) })];
    let behind = asked.offset + page.len();
    if behind < found.len() && asked.count > 0 {
        links.push(json!({ "relation": "next", "url": address(&[("_page", base64url::encode(format!("from {behind}").as_bytes()))]) }));
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
    let query = form_urlencoded::Serializer::new(String::new()).extend_pairs(&asked.used).finish();
    let query = if query.is_empty() { resource.to_owned() } else { format!("{resource}?{query}") };
    Served { answer: Answer::fhir(StatusCode::OK, bundle.to_string()), query, resources }
}

fn read(request: &Request<Vec<u8>>, resource: &str) -> Result<Asked, String> {
    let strict = request
        .headers()
        .get(HeaderName::from_static("prefer"))
        .and_then(|value| value.to_str().ok())
        .is_some_and(|prefer| prefer.split([',', ';']).any(|one| one.trim() == "handling=strict"));
    let query = request.uri().query().unwrap_or_default().as_bytes();
    // Parameters may come in the address, and in the body of a posted search.
    let pairs = form_urlencoded::parse(query).chain(form_urlencoded::parse(request.body()));
    let mut asked = Asked { filters: Vec::new(), count: PAGE, offset: 0, used: Vec::new() };
    for (name, value) in pairs {
        match name.as_ref() {
            "_format" | "_pretty" => {}
            "_count" => {
                let count: usize =
                    value.parse().map_err(|_| "_count is not a number".to_owned())?;
                asked.count = count.min(LARGEST_PAGE);
                asked.used.push((name.into_owned(), value.into_owned()));
            }
            "_page" => {
                asked.offset = offset(&value).ok_or("_page is not a link that this server made")?
            }
            known => {
                let (bare, modifier) = known.split_once(':').unwrap_or((known, ""));
                let kind = params::of(resource)
                    .iter()
                    .find(|(name, _)| *name == bare)
                    .map(|(_, kind)| *kind);
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

fn offset(cursor: &str) -> Option<usize> {
    let text = String::from_utf8(base64url::decode(cursor).ok()?).ok()?;
    text.strip_prefix("from ")?.parse().ok()
}
