//! The body of an answer: taken whole, or line by line as it arrives.

use std::time::Duration;

use http::Response;
use tokio::time::timeout;
use tokio_util::bytes::BytesMut;
use tokio_util::codec::{Decoder, LinesCodec, LinesCodecError};

use super::failure::{SendError, Trouble};
use super::{Answer, shown};
use crate::Failure;

/// How the body of an answer is taken.
pub(crate) trait Take: Copy {
    /// What is taken.
    type Body;

    /// Takes it. `idle` is how long nothing may come, where it is not taken at once.
    async fn take(self, came: reqwest::Response, idle: Duration) -> Result<Self::Body, Trouble>;
}

/// Whole, of at most so many octets.
impl Take for usize {
    type Body = Vec<u8>;

    async fn take(self, mut came: reqwest::Response, _: Duration) -> Result<Vec<u8>, Trouble> {
        let most = u64::try_from(self).unwrap_or(u64::MAX);
        if came.content_length().is_some_and(|octets| octets > most) {
            return Err(Trouble::TooLarge { limit: self });
        }
        let mut body = Vec::new();
        while let Some(chunk) = came.chunk().await.map_err(|error| Trouble::of(&error))? {
            if body.len() + chunk.len() > self {
                return Err(Trouble::TooLarge { limit: self });
            }
            body.extend_from_slice(&chunk);
        }
        Ok(body)
    }
}

/// Line by line, of any length in all.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ByLine {
    /// The longest line, in octets.
    pub(crate) longest: usize,
}

impl Take for ByLine {
    type Body = Lines;

    async fn take(self, came: reqwest::Response, idle: Duration) -> Result<Lines, Trouble> {
        let codec = LinesCodec::new_with_max_length(self.longest);
        Ok(Lines { came, idle, codec, buffer: BytesMut::new(), count: 0, has_ended: false })
    }
}

/// Lines that arrive.
#[derive(Debug)]
pub(crate) struct Lines {
    came: reqwest::Response,
    idle: Duration,
    codec: LinesCodec,
    buffer: BytesMut,
    count: u64,
    has_ended: bool,
}

impl Lines {
    /// The next line, without its end; nothing after the last.
    ///
    /// # Errors
    /// [`Failure`] when the body breaks off, nothing comes for too long, or a line is too long or not UTF-8.
    pub(crate) async fn next(&mut self) -> Result<Option<String>, Failure> {
        loop {
            let decoded = match self.has_ended {
                true => self.codec.decode_eof(&mut self.buffer),
                false => self.codec.decode(&mut self.buffer),
            };
            match decoded.map_err(|error| self.unreadable(&error))? {
                Some(line) => {
                    self.count += 1;
                    return Ok(Some(line));
                }
                None if self.has_ended => return Ok(None),
                None => self.arrive().await?,
            }
        }
    }

    /// Where the line is that came last.
    pub(crate) fn place(&self) -> String {
        format!("{}: line {}", shown(self.came.url()), self.count)
    }

    async fn arrive(&mut self) -> Result<(), SendError> {
        let came = match timeout(self.idle, self.came.chunk()).await {
            Ok(came) => came.map_err(|error| Trouble::of(&error)),
            Err(_) => Err(Trouble::Stalled { after: self.idle }),
        };
        match came.map_err(|trouble| SendError::new(self.came.url(), trouble))? {
            Some(chunk) => self.buffer.extend_from_slice(&chunk),
            None => self.has_ended = true,
        }
        Ok(())
    }

    fn unreadable(&mut self, error: &LinesCodecError) -> Failure {
        self.count += 1;
        let why = match error {
            LinesCodecError::MaxLineLengthExceeded => {
                format!("more than {} octets", self.codec.max_length())
            }
            LinesCodecError::Io(_) => "it is not UTF-8".to_owned(),
        };
        Failure::new("http.line", format!("{}: {why}", self.place()))
            .hint("this is a fault of the server: tell the partner")
    }
}

impl Answer<Lines> {
    /// The same answer whole, of at most `limit` octets: what is no success is a document.
    ///
    /// # Errors
    /// [`Failure`] when it does not come whole.
    pub(crate) async fn whole(self, limit: usize) -> Result<Answer, Failure> {
        let Self { request, response, url, sent_at, received_at } = self;
        let (head, Lines { came, idle, .. }) = response.into_parts();
        let body = match timeout(idle, limit.take(came, idle)).await {
            Ok(body) => body,
            Err(_) => Err(Trouble::Stalled { after: idle }),
        };
        let body = body.map_err(|trouble| SendError::new(&url, trouble))?;
        let response = Response::from_parts(head, body);
        Ok(Answer { request, response, url, sent_at, received_at })
    }
}
