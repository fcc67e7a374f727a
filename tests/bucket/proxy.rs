//! What stands between a writer and a store, and does to its requests what networks do.

use std::collections::VecDeque;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

/// What becomes of one request.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Fault {
    /// Answered by something in between; the store never hears of it.
    Answered(u16),
    /// The connection is cut in the middle of what is uploaded.
    CutWithin,
    /// The store does it, and the answer is lost.
    AnswerLost,
    /// The store does it, and something in between answers otherwise.
    DoneAndAnswered(u16),
    /// The store does it, and nobody answers.
    DoneInSilence,
    /// It reaches the store long after the writer gave up.
    Late,
    /// Nobody answers.
    Silence,
}

/// Which requests, and what becomes of each in turn. Those behind the last pass.
struct Plan {
    method: &'static str,
    within: &'static str,
    faults: VecDeque<Fault>,
}

#[derive(Default)]
struct Shared {
    plans: Mutex<Vec<Plan>>,
    /// Requests that are to be forwarded late, and those that were.
    late: Mutex<(u32, u32)>,
}

/// Whether the proxy hands conditions on.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Conditions {
    Kept,
    Stripped,
}

/// A proxy before a store on this machine. It ends with the process.
pub(crate) struct Proxy {
    pub(crate) port: u16,
    shared: Arc<Shared>,
}

impl Proxy {
    pub(crate) fn before(store: u16, conditions: Conditions) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
        let port = listener.local_addr().unwrap().port();
        let shared = Arc::new(Shared::default());
        let proxy = Self { port, shared: shared.clone() };
        thread::spawn(move || {
            for client in listener.incoming().flatten() {
                let shared = shared.clone();
                // A client that goes away is what is tested.
                thread::spawn(move || drop(serve(client, store, conditions, &shared)));
            }
        });
        proxy
    }

    /// What becomes of the next requests of a method whose path has this in it.
    pub(crate) fn plan(
        &self,
        method: &'static str,
        within: &'static str,
        faults: impl IntoIterator<Item = Fault>,
    ) {
        let faults = faults.into_iter().collect();
        self.shared.plans.lock().unwrap().push(Plan { method, within, faults });
    }

    /// How much of what was planned has not happened.
    pub(crate) fn left(&self) -> usize {
        self.shared.plans.lock().unwrap().iter().map(|plan| plan.faults.len()).sum()
    }

    pub(crate) fn clear(&self) {
        self.shared.plans.lock().unwrap().clear();
    }

    /// Waits until every late request has reached the store.
    pub(crate) fn wait_for_late(&self) {
        loop {
            let (begun, ended) = *self.shared.late.lock().unwrap();
            if begun == ended {
                return;
            }
            thread::sleep(Duration::from_millis(20));
        }
    }
}

struct Request {
    method: String,
    path: String,
    head: Vec<u8>,
    length: usize,
}

fn read_head(client: &mut BufReader<TcpStream>, conditions: Conditions) -> io::Result<Request> {
    let mut request =
        Request { method: String::new(), path: String::new(), head: Vec::new(), length: 0 };
    loop {
        let mut line = String::new();
        if client.read_line(&mut line)? == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        let lower = line.to_ascii_lowercase();
        if request.head.is_empty() {
            let mut words = line.split_whitespace().map(str::to_owned);
            request.method = words.next().unwrap_or_default();
            request.path = words.next().unwrap_or_default();
        } else if let Some(length) = lower.strip_prefix("content-length:") {
            request.length = length.trim().parse().map_err(io::Error::other)?;
        } else if lower.starts_with("connection:")
            || (lower.starts_with("if-none-match:") && conditions == Conditions::Stripped)
        {
            continue;
        } else if lower == "\r\n" {
            request.head.extend_from_slice(b"Connection: close\r\n\r\n");
            return Ok(request);
        }
        request.head.extend_from_slice(line.as_bytes());
    }
}

fn forward(store: u16, request: &Request, body: &[u8]) -> io::Result<Vec<u8>> {
    let mut connection = TcpStream::connect(("127.0.0.1", store))?;
    connection.write_all(&request.head)?;
    connection.write_all(body)?;
    let mut answer = Vec::new();
    connection.read_to_end(&mut answer)?;
    Ok(answer)
}

fn answer(client: &mut TcpStream, status: u16) -> io::Result<()> {
    write!(client, "HTTP/1.1 {status} X\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
}

/// As long as nobody waits.
const LONG: Duration = Duration::from_secs(3);

/// One request of each connection.
fn serve(
    client: TcpStream,
    store: u16,
    conditions: Conditions,
    shared: &Arc<Shared>,
) -> io::Result<()> {
    let mut writer = client.try_clone()?;
    let mut client = BufReader::new(client);
    let request = read_head(&mut client, conditions)?;
    let fault = {
        let mut plans = shared.plans.lock().unwrap();
        let plan = plans.iter_mut().find(|plan| {
            plan.method == request.method
                && request.path.contains(plan.within)
                && !plan.faults.is_empty()
        });
        plan.and_then(|plan| plan.faults.pop_front())
    };
    let mut body = vec![0; request.length];
    if fault == Some(Fault::CutWithin) {
        return client.read_exact(&mut body[..request.length / 2]);
    }
    client.read_exact(&mut body)?;
    match fault {
        None => writer.write_all(&forward(store, &request, &body)?),
        Some(Fault::Answered(status)) => answer(&mut writer, status),
        Some(Fault::AnswerLost) => forward(store, &request, &body).map(drop),
        Some(Fault::DoneAndAnswered(status)) => {
            forward(store, &request, &body)?;
            answer(&mut writer, status)
        }
        Some(Fault::DoneInSilence) => {
            forward(store, &request, &body)?;
            thread::sleep(LONG);
            Ok(())
        }
        Some(Fault::Late) => {
            shared.late.lock().unwrap().0 += 1;
            drop((client, writer));
            thread::sleep(Duration::from_millis(700));
            let done = forward(store, &request, &body);
            shared.late.lock().unwrap().1 += 1;
            done.map(drop)
        }
        Some(Fault::CutWithin | Fault::Silence) => {
            thread::sleep(LONG);
            Ok(())
        }
    }
}
