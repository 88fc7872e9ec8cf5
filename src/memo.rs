//! Incremental building: compare the input, reuse the output.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::Arc;

use rayon::iter::{IndexedParallelIterator, IntoParallelIterator, ParallelIterator};

/// A value behind a pointer. Mostly the pointer is that of the round before, and then nothing need be compared.
#[derive(Debug)]
pub struct Shared<T: ?Sized>(pub Arc<T>);

impl<T: PartialEq + ?Sized> PartialEq for Shared<T> {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0) || *self.0 == *other.0
    }
}

/// Remembers the last input and output of each key. A key that is not asked for in a round is forgotten, so a
/// memo never holds more than one build.
///
/// `S` is what an input is made of, where that is compared first: see [`Memo::round_from`].
#[derive(Debug)]
pub struct Memo<K, I, O, S = ()> {
    /// In the order of the last round.
    slots: Vec<(K, Slot<I, O, S>)>,
    forgetful: bool,
}

#[derive(Debug)]
struct Slot<I, O, S> {
    source: S,
    input: I,
    output: O,
}

impl<K, I, O, S> Default for Memo<K, I, O, S> {
    fn default() -> Self {
        Self { slots: Vec::new(), forgetful: false }
    }
}

impl<K, I, O, S> Memo<K, I, O, S> {
    /// A memo for a single round: inputs are let go as soon as they are used.
    pub fn forgetful() -> Self {
        Self { forgetful: true, ..Self::default() }
    }

    /// Forgets everything: what the outputs were made of beside their inputs is no longer the same.
    pub fn clear(&mut self) {
        self.slots.clear();
    }
}

impl<K, I, O> Memo<K, I, O>
where
    K: Eq + Hash + Clone + Send + Sync,
    I: PartialEq + Send + Sync,
    O: Clone + Send + Sync,
{
    /// One round: `make` is called, on all cores, for every input that differs from the last one of
    /// its key. Outputs come in the order of the inputs.
    pub fn round(&mut self, inputs: Vec<(K, I)>, make: impl Fn(&K, &I) -> O + Sync) -> Vec<O> {
        let inputs = inputs.into_iter().map(|(key, input)| (key, ((), input))).collect();
        self.round_from(false, inputs, |_, input| input, make)
    }
}

impl<I, O> Memo<(), I, O>
where
    I: PartialEq + Send + Sync,
    O: Clone + Send + Sync,
{
    /// A round of one: `make` is called if the input differs from the last one.
    pub fn one(&mut self, input: I, make: impl FnOnce(&I) -> O) -> O {
        let known = self.slots.pop().map(|((), slot)| slot).filter(|known| known.input == input);
        let slot = known.unwrap_or_else(|| Slot { source: (), output: make(&input), input });
        let output = slot.output.clone();
        if !self.forgetful {
            self.slots.push(((), slot));
        }
        output
    }
}

impl<K, I, O, S> Memo<K, I, O, S>
where
    K: Eq + Hash + Clone + Send + Sync,
    I: PartialEq + Send + Sync,
    O: Clone + Send + Sync,
    S: PartialEq + Send + Sync,
{
    /// The same for inputs that are themselves costly: each is made by `input` right before it is compared, so
    /// that not all of them are in memory at once, and only where it may differ. Where the source of a key is equal
    /// and `rest_is_same`, that is, everything else that `input` looks at is what it was in the last round, the
    /// input is known to be equal.
    pub fn round_from<T: Send>(
        &mut self,
        rest_is_same: bool,
        sources: Vec<(K, (S, T))>,
        input: impl Fn(&K, T) -> I + Sync,
        make: impl Fn(&K, &I) -> O + Sync,
    ) -> Vec<O> {
        if self.forgetful {
            return sources.into_par_iter().map(|(key, (_, from))| make(&key, &input(&key, from))).collect();
        }
        let known = self.known(&sources);
        let slots = sources.into_par_iter().zip(known).map(|((key, (source, from)), known)| {
            let known = match known {
                Some(known) if rest_is_same && known.source == source => return (key, known),
                known => known,
            };
            let input = input(&key, from);
            let slot = match known {
                // Of two equal inputs the newer one is dropped, here and so on all cores.
                Some(known) if known.input == input => Slot { source, ..known },
                _ => Slot { source, output: make(&key, &input), input },
            };
            (key, slot)
        });
        self.slots = slots.collect();
        self.slots.iter().map(|(_, slot)| slot.output.clone()).collect()
    }

    /// What each key came to in the last round. Most rounds have the keys of the one before.
    fn known<T>(&mut self, sources: &[(K, T)]) -> Vec<Option<Slot<I, O, S>>> {
        let slots = std::mem::take(&mut self.slots);
        let same = slots.len() == sources.len() && slots.iter().zip(sources).all(|((old, _), (new, _))| old == new);
        if same {
            return slots.into_iter().map(|(_, known)| Some(known)).collect();
        }
        let mut slots: HashMap<K, Slot<I, O, S>, ahash::RandomState> = slots.into_iter().collect();
        sources.iter().map(|(key, _)| slots.remove(key)).collect()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    #[test]
    fn only_what_changed_is_made_again_and_what_is_gone_is_forgotten() {
        let made = AtomicUsize::new(0);
        let mut memo = Memo::default();
        let mut round = |inputs: &[(&'static str, i32)]| {
            made.store(0, Ordering::Relaxed);
            let outputs = memo.round(inputs.to_vec(), |_, n| {
                made.fetch_add(1, Ordering::Relaxed);
                n * 10
            });
            (outputs, made.load(Ordering::Relaxed))
        };
        assert_eq!(round(&[("a", 1), ("b", 2)]), (vec![10, 20], 2));
        assert_eq!(round(&[("b", 2), ("a", 3)]), (vec![20, 30], 1));
        assert_eq!(round(&[("b", 2)]), (vec![20], 0));
        assert_eq!(round(&[("a", 3)]), (vec![30], 1));
    }

    #[test]
    fn an_input_is_made_where_its_source_or_the_rest_differs() {
        let mut memo: Memo<&str, i32, i32, i32> = Memo::default();
        let mut round = |rest_is_same: bool, source: i32| {
            let made = AtomicUsize::new(0);
            let input = |_: &&str, n: i32| {
                made.fetch_add(1, Ordering::Relaxed);
                n
            };
            memo.round_from(rest_is_same, vec![("a", (source, source))], input, |_, n| n * 10);
            made.into_inner()
        };
        assert_eq!([round(false, 1), round(true, 1), round(false, 1), round(true, 2)], [1, 0, 1, 1]);
    }

    #[test]
    fn a_forgetful_memo_makes_everything_each_time() {
        let mut memo = Memo::forgetful();
        let inputs = vec![("a", 1), ("b", 2)];
        assert_eq!(memo.round(inputs.clone(), |_, n| n * 10), [10, 20]);
        assert_eq!(memo.round(inputs, |_, n| n * 100), [100, 200]);
    }
}
