//! The figures that the code under test publishes, for this process.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use metrics::{
    Counter, CounterFn, Gauge, GaugeFn, Histogram, HistogramFn, Key, KeyName, Metadata, Recorder,
    SharedString, Unit,
};

/// Every value that a figure took; a counter's are its increments.
type Values = Arc<Mutex<Vec<f64>>>;

static FIGURES: LazyLock<Figures> = LazyLock::new(|| {
    let figures = Figures::default();
    // Nothing else in this binary installs a recorder.
    let _ = metrics::set_global_recorder(figures.clone());
    figures
});

#[derive(Debug, Clone, Default)]
struct Figures {
    all: Arc<Mutex<HashMap<String, Values>>>,
}

/// The values of a figure since this was first called in the process.
pub(crate) fn of(name: &str) -> Vec<f64> {
    FIGURES.values(name).lock().unwrap_or_else(PoisonError::into_inner).clone()
}

/// The gauges that `publish` sets, by name, or by name and first label: `name label`.
pub(crate) fn gauges(publish: impl FnOnce()) -> HashMap<String, f64> {
    let figures = Figures::default();
    metrics::with_local_recorder(&figures, publish);
    let all = figures.all.lock().unwrap_or_else(PoisonError::into_inner);
    let last = |values: &Values| {
        values.lock().unwrap_or_else(PoisonError::into_inner).last().copied().unwrap_or(f64::NAN)
    };
    all.iter().map(|(name, values)| (name.clone(), last(values))).collect()
}

impl Figures {
    fn values(&self, name: &str) -> Values {
        let mut all = self.all.lock().unwrap_or_else(PoisonError::into_inner);
        all.entry(name.to_owned()).or_default().clone()
    }
}

#[derive(Debug)]
struct Sink(Values);

impl Sink {
    fn add(&self, value: f64) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(value);
    }
}

impl CounterFn for Sink {
    fn increment(&self, value: u64) {
        self.add(value as f64);
    }
    fn absolute(&self, _: u64) {}
}

impl HistogramFn for Sink {
    fn record(&self, value: f64) {
        self.add(value);
    }
}

impl GaugeFn for Sink {
    fn increment(&self, _: f64) {}
    fn decrement(&self, _: f64) {}
    fn set(&self, value: f64) {
        self.add(value);
    }
}

impl Recorder for Figures {
    fn describe_counter(&self, _: KeyName, _: Option<Unit>, _: SharedString) {}
    fn describe_gauge(&self, _: KeyName, _: Option<Unit>, _: SharedString) {}
    fn describe_histogram(&self, _: KeyName, _: Option<Unit>, _: SharedString) {}

    fn register_counter(&self, key: &Key, _: &Metadata<'_>) -> Counter {
        Counter::from_arc(Arc::new(Sink(self.values(key.name()))))
    }
    fn register_gauge(&self, key: &Key, _: &Metadata<'_>) -> Gauge {
        let label = key.labels().next().map_or_else(String::new, |it| format!(" {}", it.value()));
        Gauge::from_arc(Arc::new(Sink(self.values(&format!("{}{label}", key.name())))))
    }
    fn register_histogram(&self, key: &Key, _: &Metadata<'_>) -> Histogram {
        Histogram::from_arc(Arc::new(Sink(self.values(key.name()))))
    }
}
