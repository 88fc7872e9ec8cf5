//! Incremental building: compare the input, reuse the output.

use std::collections::HashMap;
use std::hash::Hash;

use rayon::iter::{IndexedParallelIterator, IntoParallelIterator, ParallelIterator};

/// Remembers, for each key, the last input and what it came to.
///
/// A key that is not asked for in a round is forgotten, so a memo never holds more than one build.
#[derive(Debug)]
pub struct Memo<K, I, O> {
    /// In the order of the last round.
    slots: Vec<(K, (I, O))>,
    forgetful: bool,
}

impl<K, I, O> Default for Memo<K, I, O> {
    fn default() -> Self {
        Self { slots: Vec::new(), forgetful: false }
    }
}

impl<K, I, O> Memo<K, I, O> {
    /// A memo for a single round: inputs are let go as soon as they are used.
    pub fn forgetful() -> Self {
        Self { forgetful: true, ..Self::default() }
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
        self.round_from(inputs, |_, input| input, make)
    }

    /// The same, with each input made of its seed right before it is compared and used, so that not all
    /// of them need to be there at once.
    pub fn round_from<S: Send>(
        &mut self,
        seeds: Vec<(K, S)>,
        input: impl Fn(&K, S) -> I + Sync,
        make: impl Fn(&K, &I) -> O + Sync,
    ) -> Vec<O> {
        if self.forgetful {
            return seeds.into_par_iter().map(|(key, seed)| make(&key, &input(&key, seed))).collect();
        }
        let known = self.known(&seeds);
        // What is let go of two equal inputs is let go here, on all cores: the newer one.
        let slots = seeds.into_par_iter().zip(known).map(|((key, seed), known)| {
            let input = input(&key, seed);
            match known {
                Some((known, output)) if known == input => (key, (known, output)),
                _ => {
                    let output = make(&key, &input);
                    (key, (input, output))
                }
            }
        });
        self.slots = slots.collect();
        self.slots.iter().map(|(_, (_, output))| output.clone()).collect()
    }

    /// What each input's key came to in the last round. Most rounds have the keys of the one before.
    fn known<S>(&mut self, seeds: &[(K, S)]) -> Vec<Option<(I, O)>> {
        let slots = std::mem::take(&mut self.slots);
        let same = slots.len() == seeds.len() && slots.iter().zip(seeds).all(|((old, _), (new, _))| old == new);
        if same {
            return slots.into_iter().map(|(_, known)| Some(known)).collect();
        }
        let mut slots: HashMap<K, (I, O), ahash::RandomState> = slots.into_iter().collect();
        seeds.iter().map(|(key, _)| slots.remove(key)).collect()
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
    fn a_forgetful_memo_makes_everything_each_time() {
        let mut memo = Memo::forgetful();
        let inputs = vec![("a", 1), ("b", 2)];
        assert_eq!(memo.round(inputs.clone(), |_, n| n * 10), [10, 20]);
        assert_eq!(memo.round(inputs, |_, n| n * 100), [100, 200]);
    }
}
