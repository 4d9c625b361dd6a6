//! A page of search results.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::FhirError;
use super::OperationOutcome;
use super::node::{Node, body, resource, type_of};

/// A Bundle, as far as it is read here.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Bundle {
    /// `type`: `searchset` for a search.
    pub kind: Option<String>,
    /// How many resources match in all, not only on this page.
    pub total: Option<u64>,
    /// The search as the server understood it.
    pub self_link: Option<String>,
    /// The next page; opaque, absent on the last.
    pub next_link: Option<String>,
    /// The entries of this page.
    pub entries: Vec<Entry>,
}

/// One entry of a [`Bundle`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Entry {
    /// The URL of the resource.
    pub full_url: Option<String>,
    /// The resource.
    pub resource: Option<Value>,
    /// Why it is in the Bundle.
    pub mode: Option<SearchMode>,
    /// Where the resource stands in the Bundle, as a JSON Pointer: `/entry/0/resource`.
    pub pointer: String,
}

/// Why an entry is in a Bundle.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SearchMode {
    /// It matches.
    Match,
    /// A match refers to it.
    Include,
    /// It tells something about the search.
    Outcome,
}

impl Bundle {
    /// Reads a Bundle.
    ///
    /// # Errors
    /// [`FhirError`] when the text is not JSON, another resource, or a member has another type than FHIR gives it.
    ///
    /// ```
    /// use countersign::fhir::Bundle;
    ///
    /// let bundle = Bundle::parse(r#"{"resourceType":"Bundle","type":"searchset","total":0,
    ///     "link":[{"relation":"self","url":"https://ehr.example/fhir/Patient?name=x"}]}"#)?;
    /// assert_eq!((bundle.total, bundle.entries.len()), (Some(0), 0));
    /// assert_eq!(bundle.next_link, None);
    ///
    /// let error = Bundle::parse(r#"{"resourceType":"Bundle","total":"3"}"#).expect_err("a string");
    /// assert_eq!(error.to_string(), "at /total wanted a whole number, got a string");
    /// # Ok::<(), countersign::fhir::FhirError>(())
    /// ```
    pub fn parse(text: &str) -> Result<Self, FhirError> {
        Self::read(&resource(text)?)
    }

    /// Reads the answer to a search.
    ///
    /// # Errors
    /// [`FhirError`], as for [`parse`](Self::parse), and [`FhirError::Status`] when the status is no success.
    pub fn from_response(response: &http::Response<Vec<u8>>) -> Result<Self, FhirError> {
        let status = response.status();
        if !status.is_success() {
            let outcome = body(response.body()).and_then(OperationOutcome::parse).ok();
            return Err(FhirError::Status { status: status.as_u16(), outcome });
        }
        Self::parse(body(response.body())?)
    }

    /// Reads a Bundle that is JSON already.
    ///
    /// # Errors
    /// [`FhirError`], as for [`parse`](Self::parse).
    pub fn read(value: &Value) -> Result<Self, FhirError> {
        let got = type_of(value).ok_or(FhirError::NotResource)?;
        if got != "Bundle" {
            return Err(FhirError::ResourceType {
                wanted: "Bundle",
                got: got.chars().take(80).collect(),
            });
        }
        let bundle = Node::root(value);
        bundle.typed("link", "an array", Value::as_array)?;
        bundle.typed("entry", "an array", Value::as_array)?;
        let link = |relation: &str| {
            bundle
                .each("link")
                .find(|link| link.text("relation") == Some(relation))
                .and_then(|link| link.text("url").map(str::to_owned))
        };
        Ok(Self {
            kind: bundle.typed("type", "a string", Value::as_str)?.map(str::to_owned),
            total: bundle.typed("total", "a whole number", Value::as_u64)?,
            self_link: link("self"),
            next_link: link("next"),
            entries: bundle
                .each("entry")
                .map(|entry| Entry::read(&entry))
                .collect::<Result<_, _>>()?,
        })
    }

    /// The resources of this page, with the pointer of each.
    pub fn resources(&self) -> impl Iterator<Item = (&str, &Value)> {
        self.entries
            .iter()
            .filter_map(|entry| Some((entry.pointer.as_str(), entry.resource.as_ref()?)))
    }
}

impl Entry {
    fn read(entry: &Node<'_>) -> Result<Self, FhirError> {
        let object = |value: &Value| value.is_object().then(|| value.clone());
        let mode = entry.get("search").and_then(|search| match search.text("mode")? {
            "match" => Some(SearchMode::Match),
            "include" => Some(SearchMode::Include),
            "outcome" => Some(SearchMode::Outcome),
            _ => None,
        });
        Ok(Self {
            full_url: entry.typed("fullUrl", "a string", Value::as_str)?.map(str::to_owned),
            resource: entry.typed("resource", "an object", object)?,
            mode,
            pointer: format!("{}/resource", entry.pointer),
        })
    }
}
