//! S7: one assertion, one token.

use std::sync::{Arc, Barrier};
use std::thread;

use countersign_testkit::keys;

use super::served::Served;

#[test]
fn twenty_posts_of_one_assertion_give_one_token() {
    let served = Arc::new(Served::with_client(&[]));
    let form = served.form(&keys::rsa_2048());
    let line = Arc::new(Barrier::new(20));
    let posts: Vec<_> = (0..20)
        .map(|_| {
            let (served, form, line) = (served.clone(), form.clone(), line.clone());
            thread::spawn(move || {
                line.wait();
                served.ask_token(&form)
            })
        })
        .collect();
    let replies: Vec<_> = posts.into_iter().map(|post| post.join().expect("a reply")).collect();
    let given = replies.iter().filter(|reply| reply.status == 200).count();
    let refused = replies
        .iter()
        .filter(|reply| reply.status == 401 && reply.json()["error"] == "invalid_client");
    assert_eq!((given, refused.count()), (1, 19));
}
