//! The only door: one thread that hears every visitor a little at a time, so that none can keep
//! another waiting, however many they are and however slowly they speak.

use std::collections::BTreeMap;
use std::io::{self, ErrorKind, Read, Write};
use std::net::Shutdown;
use std::ops::Range;
use std::sync::Arc;
use std::sync::mpsc::{Sender, channel};
use std::thread;
use std::time::{Duration, Instant};

use mio::net::{TcpListener, TcpStream};
use mio::{Events, Interest, Poll, Token, Waker};

use super::answer::{Answer, Own, answer, refusal};
use super::request::Request;
use super::stage::Stage;
use crate::search::Index;

/// More visitors than this at once, and the one who has been asking longest goes.
const MOST_VISITORS: usize = 600;
/// How long a visitor may take to say what is wanted.
const TO_ASK: Duration = Duration::from_secs(10);
/// How long a visitor may take no byte of the answer.
const TO_LISTEN: Duration = Duration::from_secs(30);
/// How long after the answer the rest of a request is still heard, so that the answer is not cut off.
const TO_LEAVE: Duration = Duration::from_secs(2);
/// How often those who follow are spoken to: who is gone without a word is found out so.
const HEARTBEAT: Duration = Duration::from_secs(30);

const DOOR: Token = Token(0);
const BELL: Token = Token(1);

pub(super) struct Gate {
    poll: Poll,
    door: TcpListener,
    visitors: BTreeMap<usize, Visitor>,
    next: usize,
    stage: Arc<Stage>,
    own: Own,
    /// To those who make what takes longer than a visitor may keep others waiting.
    to_make: Sender<Arc<Index>>,
}

struct Visitor {
    socket: TcpStream,
    until: Instant,
    state: State,
}

enum State {
    Asking(Vec<u8>),
    Listening {
        answer: Vec<u8>,
        body: Arc<Vec<u8>>,
        part: Range<usize>,
        sent: usize,
    },
    /// Told of this version last.
    Following(u64),
    Leaving,
}

impl Gate {
    /// The gate, and the bell to ring when another version is on the stage.
    pub fn new(listener: std::net::TcpListener, stage: Arc<Stage>) -> io::Result<(Self, Arc<Waker>)> {
        listener.set_nonblocking(true)?;
        let own = Own { address: listener.local_addr()?, run: std::process::id() };
        let mut door = TcpListener::from_std(listener);
        let poll = Poll::new()?;
        poll.registry().register(&mut door, DOOR, Interest::READABLE)?;
        let bell = Arc::new(Waker::new(poll.registry(), BELL)?);
        let to_make = make_indexes(bell.clone())?;
        Ok((Self { poll, door, visitors: BTreeMap::new(), next: 2, stage, own, to_make }, bell))
    }

    /// Answers for ever.
    pub fn run(mut self) -> io::Result<()> {
        let mut events = Events::with_capacity(1024);
        loop {
            let patience = self.visitors.values().map(|visitor| visitor.until).min();
            let patience = patience.map(|until| until.saturating_duration_since(Instant::now()));
            match self.poll.poll(&mut events, patience) {
                Err(error) if error.kind() != ErrorKind::Interrupted => return Err(error),
                _ => {}
            }
            for event in &events {
                match event.token() {
                    DOOR => self.let_in(),
                    BELL => {
                        let waiting = |it: &Visitor| matches!(it.state, State::Following(_) | State::Asking(_));
                        let waiting = self.visitors.iter().filter(|(_, it)| waiting(it));
                        waiting.map(|(id, _)| *id).collect::<Vec<_>>().into_iter().for_each(|id| self.attend(id));
                    }
                    Token(id) => self.attend(id),
                }
            }
            self.show_out();
        }
    }

    fn let_in(&mut self) {
        loop {
            let mut socket = match self.door.accept() {
                Ok((socket, _)) => socket,
                Err(error) if error.kind() == ErrorKind::WouldBlock => return,
                // Another visitor has gone already, or the system has no room: the next is heard again.
                Err(error) if error.kind() == ErrorKind::ConnectionAborted => continue,
                Err(_) if self.make_room() => continue,
                Err(_) => return,
            };
            let _ = socket.set_nodelay(true);
            let both = Interest::READABLE | Interest::WRITABLE;
            let id = self.next;
            self.next += 1;
            if self.poll.registry().register(&mut socket, Token(id), both).is_err() {
                continue;
            }
            if self.visitors.len() >= MOST_VISITORS {
                self.make_room();
            }
            let until = Instant::now() + TO_ASK;
            self.visitors.insert(id, Visitor { socket, until, state: State::Asking(Vec::new()) });
            self.attend(id);
        }
    }

    /// Sends away whoever has been asking longest, or else whoever came first.
    fn make_room(&mut self) -> bool {
        let asking = self.visitors.iter().find(|(_, it)| matches!(it.state, State::Asking(_)));
        let id = asking.or_else(|| self.visitors.iter().next()).map(|(id, _)| *id);
        id.is_some_and(|id| self.visitors.remove(&id).is_some())
    }

    /// Goes on with a visitor as far as it goes without waiting.
    fn attend(&mut self, id: usize) {
        let Some(visitor) = self.visitors.get_mut(&id) else { return };
        // A visitor who has gone away is no failure of ours.
        if !matches!(visitor.go_on(&self.stage, &self.own, &self.to_make), Ok(true)) {
            self.visitors.remove(&id);
        }
    }

    fn show_out(&mut self) {
        let now = Instant::now();
        self.visitors.retain(|_, visitor| {
            let stays = now < visitor.until;
            stays || (matches!(visitor.state, State::Following(_)) && visitor.say(b": \n\n").is_ok())
        });
    }
}

/// Makes one index after the other, and rings when it is there.
fn make_indexes(bell: Arc<Waker>) -> io::Result<Sender<Arc<Index>>> {
    let (to_make, wanted) = channel::<Arc<Index>>();
    thread::Builder::new().name("index".to_owned()).spawn(move || {
        for index in wanted {
            index.make();
            // Without a bell there is no gate any more.
            let _ = bell.wake();
        }
    })?;
    Ok(to_make)
}

impl Visitor {
    /// Whether the visitor stays.
    fn go_on(&mut self, stage: &Stage, own: &Own, to_make: &Sender<Arc<Index>>) -> io::Result<bool> {
        loop {
            let next = match &mut self.state {
                State::Asking(heard) => {
                    let ended = !hear(&mut self.socket, Some(heard))?;
                    match Request::parse(heard) {
                        Some(asked) => {
                            match asked.map_or_else(refusal, |request| answer(&request, &stage.now(), own)) {
                                Answer::Whole { head, body, part } => self.listen(head, body, part),
                                Answer::Follow(greeting) => self.follow(&greeting),
                                // Asks again when the bell rings.
                                Answer::After(index) => {
                                    self.until = Instant::now() + TO_LISTEN;
                                    return Ok(to_make.send(index).is_ok());
                                }
                            }
                        }
                        None => return Ok(!ended),
                    }
                }
                State::Listening { answer, body, part, sent } => {
                    let began = *sent;
                    let done = send(&mut self.socket, [&answer[..], &body[part.clone()]], sent)?;
                    if *sent > began {
                        self.until = Instant::now() + TO_LISTEN;
                    }
                    if !done {
                        return Ok(true);
                    }
                    self.socket.shutdown(Shutdown::Write)?;
                    self.until = Instant::now() + TO_LEAVE;
                    State::Leaving
                }
                State::Following(told) => {
                    let version = stage.now().version;
                    if version > *told {
                        *told = version;
                        self.say(format!("data: {}\n\n", own.version(version)).as_bytes())?;
                    }
                    return hear(&mut self.socket, None);
                }
                State::Leaving => return hear(&mut self.socket, None),
            };
            self.state = next;
        }
    }

    fn listen(&mut self, answer: Vec<u8>, body: Arc<Vec<u8>>, part: Range<usize>) -> State {
        self.until = Instant::now() + TO_LISTEN;
        State::Listening { answer, body, part, sent: 0 }
    }

    /// A stream that cannot even take its head ends with the next word to it.
    fn follow(&mut self, head: &[u8]) -> State {
        let _ = self.say(head);
        State::Following(0)
    }

    /// Says something short at once; a follower who does not keep up comes back by itself.
    fn say(&mut self, words: &[u8]) -> io::Result<()> {
        self.until = Instant::now() + HEARTBEAT;
        let said = self.socket.write(words)?;
        if said == words.len() { Ok(()) } else { Err(ErrorKind::WriteZero.into()) }
    }
}

/// Sends what is left of two parts, as far as it goes without waiting; true when all is sent.
fn send(socket: &mut TcpStream, [first, second]: [&[u8]; 2], sent: &mut usize) -> io::Result<bool> {
    while *sent < first.len() + second.len() {
        let rest = match sent.checked_sub(first.len()) {
            None => &first[*sent..],
            Some(at) => &second[at..],
        };
        match socket.write(rest) {
            Ok(0) => return Err(ErrorKind::WriteZero.into()),
            Ok(written) => *sent += written,
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) if error.kind() == ErrorKind::WouldBlock => return Ok(false),
            Err(error) => return Err(error),
        }
    }
    Ok(true)
}

/// Hears what has come, up to the longest head; false when the other side has ended.
fn hear(socket: &mut TcpStream, mut heard: Option<&mut Vec<u8>>) -> io::Result<bool> {
    let mut buffer = [0; 4096];
    loop {
        match socket.read(&mut buffer) {
            Ok(0) => return Ok(false),
            Ok(read) => {
                let Some(heard) = heard.as_mut() else { continue };
                heard.extend_from_slice(&buffer[..read]);
                if heard.len() > super::request::LONGEST_HEAD {
                    return Ok(true);
                }
            }
            Err(error) if error.kind() == ErrorKind::WouldBlock => return Ok(true),
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
}
