//! What is kept between visits. Nothing in here is a secret, and nothing is about a patient.

use countersign::jws::Alg;
use countersign::kid::KidMethod;
use serde::{Deserialize, Serialize};

use super::keys::Publication;

/// How the page looks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Theme {
    /// As the system says.
    #[default]
    System,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

/// The settings, as they are kept under `countersign.v1`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct Settings {
    /// How the page looks; absent where the system says.
    #[serde(skip_serializing_if = "is_system")]
    pub theme: Theme,
    /// What was set in the walk.
    pub walk: WalkSettings,
}

/// What was set in the walk. An absent member is the default.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct WalkSettings {
    /// The algorithm.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub alg: Option<Alg>,
    /// The size of RSA keys, in bits.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rsa_bits: Option<usize>,
    /// How the key is named.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kid_method: Option<KidMethod>,
    /// How the partner gets the public half.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub publication: Option<Publication>,
    /// The scope asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scope: Option<String>,
}

fn is_system(theme: &Theme) -> bool {
    *theme == Theme::System
}
