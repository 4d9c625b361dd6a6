//! The two documents that say who the partner is.

use countersign::discovery::Metadata;
use countersign::jwk::{Jwk, publish};
use countersign::key::PublicKey;
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

/// The partner's own key set: the public halves of the pairs with which the same platform goes outbound.
pub(crate) fn key_set(keys: &[PublicKey]) -> Answer {
    let keys = keys.iter().map(|key| {
        let kid = kid::derive(key, kid::KidMethod::default_for(key));
        Jwk::new(key.clone(), kid, key.algs()[0])
    });
    let set = publish::public_set(&keys.collect::<Vec<_>>());
    Answer::json(StatusCode::OK, set).with(CACHE_CONTROL, "max-age=300")
}
