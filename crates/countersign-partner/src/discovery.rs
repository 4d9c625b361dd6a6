//! The two documents that say who the partner is.

use countersign::discovery::Metadata;
use countersign::jwk::{Jwk, publish};
use countersign::jws::Alg;
use countersign::kid;
use http::StatusCode;
use http::header::CACHE_CONTROL;

use crate::Config;
use crate::reply::Answer;

/// The discovery document. It has no `issuer`: that belongs to OpenID Connect, which is not offered.
pub(crate) fn document(config: &Config, scopes: &str) -> Answer {
    let algs: Vec<&str> = config.algs.iter().map(|alg| alg.as_str()).collect();
    let metadata = Metadata {
        scopes_supported: Some(scopes.split(' ').map(str::to_owned).collect()),
        jwks_uri: None,
        registration_endpoint: config
            .allow_registration
            .then(|| format!("{}/register", config.base_url)),
        ..Metadata::backend(config.token_endpoint(), &algs)
    };
    Answer::json(StatusCode::OK, metadata.to_json()).with(CACHE_CONTROL, "max-age=300")
}

/// The partner's own key set: the public half of the pair with which the same platform goes outbound.
pub(crate) fn key_set(public: countersign::key::PublicKey) -> Answer {
    let kid = kid::derive(&public, kid::KidMethod::default_for(&public));
    let set = publish::public_set(&[Jwk::new(public, kid, Alg::Rs384)]);
    Answer::json(StatusCode::OK, set).with(CACHE_CONTROL, "max-age=300")
}
