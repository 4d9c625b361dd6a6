//! An answer of a FHIR server: Bundle, OperationOutcome, a resource, and what is shown of it.
#![no_main]

use countersign::fhir::audit_event::AuditEvent;
use countersign::fhir::{Answer, Bundle, OperationOutcome, Summary};
use countersign::time::UnixSeconds;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let text = String::from_utf8_lossy(data);
    let _ = Bundle::parse(&text);
    let _ = AuditEvent::parse(&text);
    if let Ok(outcome) = OperationOutcome::parse(&text) {
        let _ = outcome.findings();
    }
    if let Ok(answer) = Answer::parse(&text) {
        let _ = Summary::read(answer.resources(), UnixSeconds::new(1_778_594_600));
    }
});
