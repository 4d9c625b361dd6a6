//! S9: key sets by URL, and a URL that is turned against the network.

use std::io::{Read, Write};
use std::net::IpAddr;
use std::sync::{Arc, Barrier, Mutex};
use std::thread;
use std::time::Duration;

use countersign_cli::serve::{Resolve, Resolving};
use countersign_testkit::keys;

use super::served::{CLIENT, Elsewhere, Reply, Served, key_set, ok};

/// A resolver that says what it is told to.
struct Lies(Vec<IpAddr>);

impl Resolve for Lies {
    fn resolve(&self, _: String) -> Resolving {
        let addresses = self.0.clone();
        Box::pin(async move { Ok(addresses) })
    }
}

fn served(url: &str, words: &[&str], addresses: &[&str]) -> Served {
    let client = format!("{CLIENT}={url}");
    let words: Vec<&str> = words.iter().copied().chain(["--client", &client]).collect();
    let addresses = addresses.iter().map(|address| address.parse().expect("an address")).collect();
    Served::start_in(&words, |surroundings| {
        surroundings.resolver = Arc::new(Lies(addresses));
    })
}

fn ask(served: &Served) -> Reply {
    served.ask_token(&served.form(&keys::rsa_2048()))
}

/// What was found about the last request, as the partner's side sees it.
fn fault(served: &Served) -> String {
    let mut wire = served.connect();
    wire.send("GET /watch/events?after=0 HTTP/1.1\r\nHost: localhost\r\n\r\n");
    let text = wire.until("}\n\n");
    let data = text.lines().find_map(|line| line.strip_prefix("data: ")).expect("data");
    let record: serde_json::Value = serde_json::from_str(data).expect("JSON");
    let findings = record["report"]["findings"].as_array().expect("findings").clone();
    let failed = findings.into_iter().find(|finding| finding["status"] == "fail").expect("a fault");
    failed["message"].as_str().expect("a sentence").to_owned()
}

#[test]
fn a_key_set_is_fetched_kept_and_fetched_once_more_for_a_new_kid() {
    let set = Arc::new(Mutex::new(key_set(&[&keys::rsa_2048()])));
    let host = Elsewhere::hosting(&set);
    let served = served(&format!("http://{}/jwks", host.address), &["--allow-http-jwks"], &[]);
    assert_eq!(ask(&served).status, 200);
    assert_eq!(ask(&served).status, 200);
    assert_eq!(host.count(), 1, "it is kept");

    *set.lock().expect("no writer panicked") = key_set(&[&keys::rsa_2048_other()]);
    served.pass(10);
    let rotated = || served.ask_token(&served.form(&keys::rsa_2048_other())).status;
    assert_eq!((rotated(), rotated()), (200, 200));
    assert_eq!(host.count(), 2, "a new kid is looked for once");
    assert_eq!(ask(&served).status, 401, "the old key is not in the set any more");
}

#[test]
fn many_who_wait_for_one_key_set_fetch_it_once() {
    let line = Arc::new(Barrier::new(2));
    let (held, set) = (line.clone(), key_set(&[&keys::rsa_2048()]));
    let host = Elsewhere::answering(move |_, stream| {
        held.wait();
        let _ = stream.write_all(ok(&set).as_bytes());
    });
    let url = format!("http://{}/jwks", host.address);
    let served = Arc::new(served(&url, &["--allow-http-jwks"], &[]));
    let asking: Vec<_> = (0..8)
        .map(|_| {
            let served = served.clone();
            thread::spawn(move || ask(&served).status)
        })
        .collect();
    while !served.get("/metrics").body.contains("countersign_in_flight 8\n") {}
    line.wait();
    let statuses: Vec<u16> = asking.into_iter().map(|one| one.join().expect("a status")).collect();
    assert_eq!((statuses, host.count()), (vec![200; 8], 1));
}

#[test]
fn a_name_that_leads_inward_is_not_connected_to() {
    for address in [
        "127.0.0.1",
        "10.0.0.1",
        "169.254.169.254",
        "::1",
        "::ffff:127.0.0.1",
        "64:ff9b::a9fe:a9fe",
        "100.64.0.1",
        "fd00::1",
    ] {
        let served = served("https://jwks.attacker.example/", &[], &[address]);
        assert_eq!(ask(&served).json()["error"], "invalid_client");
        let fault = fault(&served);
        let address: IpAddr = address.parse().expect("an address");
        assert!(fault.contains(&format!("{address} is ")), "{fault}");
    }
}

#[test]
fn the_cloud_of_the_machine_is_never_asked_whatever_is_allowed() {
    for url in ["https://169.254.169.254/", "https://[fd00:ec2::254]/", "https://0.0.0.0/"] {
        let served = served(url, &["--allow-private-jwks"], &[]);
        assert_eq!(ask(&served).status, 401);
        assert!(fault(&served).contains("no key set is fetched from"), "{}", fault(&served));
    }
}

#[test]
fn a_resolver_that_changes_its_mind_wins_nothing() {
    // The name is resolved once, and what was checked is what is connected to: a public answer is never replaced.
    struct Rebinds(Mutex<usize>);
    impl Resolve for Rebinds {
        fn resolve(&self, _: String) -> Resolving {
            let mut asked = self.0.lock().expect("no writer panicked");
            *asked += 1;
            // TEST-NET addresses are refused as well; a public one would be connected to.
            let address = if *asked == 1 { [169, 254, 1, 1] } else { [127, 0, 0, 1] };
            Box::pin(async move { Ok(vec![IpAddr::from(address)]) })
        }
    }
    let host = Elsewhere::answering(|_, stream| {
        let _ = stream.write_all(ok("{\"keys\":[]}").as_bytes());
    });
    let port = host.address.port();
    let client = format!("{CLIENT}=https://jwks.attacker.example:{port}/");
    let served = Served::start_in(&["--client", &client], |surroundings| {
        surroundings.resolver = Arc::new(Rebinds(Mutex::new(0)));
    });
    assert_eq!(ask(&served).status, 401);
    served.pass(60);
    assert_eq!(ask(&served).status, 401);
    assert_eq!(host.count(), 0);
}

#[test]
fn a_redirect_inward_is_not_followed() {
    for to in [
        "http://10.0.0.1/jwks",
        "https://169.254.169.254/",
        "http://192.168.0.1/",
        "file:///etc/passwd",
        "https://u:p@ehr.example/",
    ] {
        let host = Elsewhere::answering(move |_, stream| {
            let _ = stream.write_all(
                format!("HTTP/1.1 302 Found\r\nLocation: {to}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n").as_bytes(),
            );
        });
        let served = served(&format!("http://{}/", host.address), &["--allow-http-jwks"], &[]);
        assert_eq!(ask(&served).status, 401, "{to}");
        assert_eq!(host.count(), 1);
    }
}

#[test]
fn redirects_have_a_limit() {
    let host = Elsewhere::answering(|_, stream| {
        let _ = stream.write_all(
            b"HTTP/1.1 302 Found\r\nLocation: /again\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
        );
    });
    let served = served(&format!("http://{}/", host.address), &["--allow-http-jwks"], &[]);
    assert_eq!(ask(&served).status, 401);
    assert_eq!(host.count(), 4, "once, and three times more");
    assert!(fault(&served).contains("more than 3 times"), "{}", fault(&served));
}

#[test]
fn plain_http_is_for_this_machine_and_when_allowed() {
    let host = Elsewhere::hosting(&Arc::new(Mutex::new(key_set(&[&keys::rsa_2048()]))));
    let elsewhere =
        served("http://localhost/", &["--allow-http-jwks", "--allow-private-jwks"], &["10.0.0.1"]);
    assert_eq!(ask(&elsewhere).status, 401);
    assert!(fault(&elsewhere).contains("plain http is for this machine alone"));
    let port = host.address.port();
    let here = served(&format!("http://localhost:{port}/"), &["--allow-http-jwks"], &["127.0.0.1"]);
    assert_eq!(ask(&here).status, 200);
}

#[test]
fn an_endless_key_set_is_cut_off() {
    let host = Elsewhere::answering(|_, stream| {
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n");
        while stream.write_all(&[b' '; 65_536]).is_ok() {}
    });
    let served = served(&format!("http://{}/", host.address), &["--allow-http-jwks"], &[]);
    assert_eq!(ask(&served).status, 401);
    assert!(fault(&served).contains("more than 1048576 octets"), "{}", fault(&served));
}

#[test]
fn a_url_that_gave_nothing_is_left_alone_for_a_while() {
    let host = Elsewhere::answering(|_, _| {});
    let served = served(&format!("http://{}/", host.address), &["--allow-http-jwks"], &[]);
    for _ in 0..3 {
        assert_eq!(ask(&served).status, 401);
    }
    assert_eq!(host.count(), 1);
    served.pass(20);
    ask(&served);
    assert_eq!(host.count(), 2);
}

#[test]
fn a_slow_key_set_is_not_waited_for() {
    let host = Elsewhere::answering(|_, stream| {
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{");
        // The rest never comes; the end of the connection is what is waited for.
        let _ = stream.read(&mut [0; 1]);
    });
    let client = format!("{CLIENT}=http://{}/", host.address);
    let served = Served::start_in(&["--allow-http-jwks", "--client", &client], |surroundings| {
        surroundings.limits.fetch_time = Duration::from_millis(200);
    });
    assert_eq!(ask(&served).status, 401);
    assert!(fault(&served).contains("not there within 0.2 s"), "{}", fault(&served));
}

#[test]
fn fetches_from_one_origin_have_a_budget() {
    let set = key_set(&[&keys::rsa_2048()]);
    let host = Elsewhere::answering(move |_, stream| {
        let whole = ok(&set).replace("Content-Type", "Cache-Control: no-store\r\nContent-Type");
        let _ = stream.write_all(whole.as_bytes());
    });
    let served = served(&format!("http://{}/", host.address), &["--allow-http-jwks"], &[]);
    let given = (0..1_000).take_while(|_| ask(&served).status == 200).count();
    assert!((60..1_000).contains(&given), "{given}");
    assert_eq!(host.count(), given, "what is beyond the budget is not asked for");
}
