/**
 * Offers the measurements of the process to Prometheus, where OTEL_EXPORTER_PROMETHEUS_PORT says
 * on which port. Loaded by `--require` before anything else, so that all of HTTP is measured.
 */
const { isMainThread } = require('node:worker_threads');

const port = Number(process.env.OTEL_EXPORTER_PROMETHEUS_PORT);

// Threads are started with the arguments of the process, and would ask for the same port.
if (isMainThread && port) {
  const { metrics } = require('@opentelemetry/api');
  const { PrometheusExporter } = require('@opentelemetry/exporter-prometheus');
  const {
    HttpInstrumentation,
  } = require('@opentelemetry/instrumentation-http');
  const { MeterProvider } = require('@opentelemetry/sdk-metrics');

  const host = process.env.OTEL_EXPORTER_PROMETHEUS_HOST || '0.0.0.0';
  const exporter = new PrometheusExporter(
    { host, port, withoutTargetInfo: true },
    error => {
      // The portal serves people also when nobody can measure it.
      if (error) {
        process.stderr.write(`Measurements are off: ${error.message}\n`);
      }
    },
  );
  metrics.setGlobalMeterProvider(new MeterProvider({ readers: [exporter] }));
  // What the portal answers; of what it asks others, `fetch` would not be seen.
  // eslint-disable-next-line no-new
  new HttpInstrumentation({ disableOutgoingRequestInstrumentation: true });
}
