//! `countersign assert`.

use countersign::jwk::JwkSet;
use countersign::rules::Profile;
use countersign::time::UnixSeconds;
use countersign::verify::{Expect, verify};
use countersign_testkit::{NOW, keys};
use serde_json::{Value, json};

use crate::support::{key_file, known, ran, ran_by, ran_with, usage};

const AUD: &str = "https://ehr.example/token";
