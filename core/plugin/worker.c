// worker: the loop of a worker process. Reads jobs, runs each in the plugin's box, answers in order.
#include <errno.h>
#include <locale.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "plugin/lua_priv.h"

#include <stdlib.h>

#define FLUSH_AT (64u << 10)

typedef struct {
	fp_host *host;
	fp_page *page;
	int fd;
	fp_box **box;            // by number of the plugin
	fp_buf in, out;
	size_t at;               // in `in`: what was served
	fp_buf value;            // the value that calls refer to
} worker;

extern void __gcov_exit(void) __attribute__((weak));   // builds that count coverage: the process ends without the usual farewell

static _Noreturn void leave(int code)
{
	if (__gcov_exit)
		__gcov_exit();
	_exit(code);
}

static void flush(worker *w)
{
	if (!fp_write_all(w->fd, w->out.p, w->out.n))
		leave(0);  // the host is gone
	fp_buf_clear(&w->out);
}

// Waits for bytes. The tick rests meanwhile: an idle worker takes no time.
static void fill(worker *w)
{
	char bytes[32 << 10];
	flush(w);
	if (w->at) {
		memmove(w->in.p, w->in.p + w->at, w->in.n - w->at);
		w->in.n -= w->at;
		w->at = 0;
	}
	fp_tick_run(false);
	ssize_t n = read(w->fd, bytes, sizeof bytes);
	if (n == 0 || (n < 0 && errno != EINTR))
		leave(0);
	fp_tick_run(true);
	if (n > 0)
		fp_buf_add(&w->in, bytes, (size_t)n);
	if (w->in.over)
		leave(1);
}

static void answer(worker *w, uint32_t job, fp_answer status, fp_str log, fp_str payload)
{
	fp_wire_put_u32(&w->out, (uint32_t)(1 + 4 + 1 + 4 + log.n + payload.n));
	fp_buf_c(&w->out, FP_MSG_ANSWER);
	fp_wire_put_u32(&w->out, job);
	fp_buf_c(&w->out, (char)status);
	fp_wire_put_str(&w->out, log);
	fp_buf_str(&w->out, payload);
	if (w->out.n > FLUSH_AT)
		flush(w);
}

static void answer_fault(worker *w, uint32_t job, const fp_err *err, fp_str log)
{
	answer(w, job, err->code == FP_LIMIT ? FP_ANSWER_LIMIT : FP_ANSWER_FAULT, log, fp_s(err->msg));
}

static void drop_box(worker *w, uint32_t plugin)
{
	fp_box_close(w->box[plugin]);
	w->box[plugin] = NULL;
}

static void run_declare(worker *w, uint32_t job, uint32_t plugin)
{
	fp_err err = {0};
	fp_box *b = fp_box_open(w->host, w->host->all[plugin], &err);
	if (!b || !fp_box_load(b, &err) || !fp_box_declare(b, &err)) {
		answer_fault(w, job, &err, (fp_str){0});
	} else {
		fp_buf_c(&b->libs, '\n');
		answer(w, job, FP_ANSWER_OK, fp_buf_view(&b->libs), fp_buf_view(&b->out));
	}
	fp_box_close(b);
}

static void run_call(worker *w, uint32_t job, uint32_t plugin, fp_str ctx)
{
	fp_err err = {0};
	if (!w->box[plugin]) {
		w->box[plugin] = fp_box_open(w->host, w->host->all[plugin], &err);
		if (!w->box[plugin] || !fp_box_load(w->box[plugin], &err)) {
			answer_fault(w, job, &err, (fp_str){0});
			drop_box(w, plugin);
			return;
		}
	}
	fp_box *b = w->box[plugin];
	if (fp_box_call(b, fp_buf_view(&w->value), ctx, &err))
		answer(w, job, FP_ANSWER_OK, fp_buf_view(&b->log), fp_buf_view(&b->out));
	else
		answer_fault(w, job, &err, fp_buf_view(&b->log));
	if (b->dead)
		drop_box(w, plugin);  // what a broken call left behind must not be seen by the next one
}

static void serve(worker *w, fp_wire m)
{
	uint32_t job, plugin;
	fp_str ctx;
	char type = *m.p++;
	if (type == FP_MSG_VALUE) {
		fp_buf_clear(&w->value);
		fp_buf_add(&w->value, m.p, (size_t)(m.end - m.p));
		return;
	}
	if (type != FP_MSG_CALL || !fp_wire_u32(&m, &job) || !fp_wire_u32(&m, &plugin) || plugin >= w->host->n || m.p == m.end)
		leave(2);
	fp_job_kind kind = (fp_job_kind)*m.p++;
	if (!fp_wire_str(&m, &ctx))
		leave(2);
	if (plugin < FP_SKIP_MAX && w->page->skip[plugin]) {
		answer(w, job, FP_ANSWER_SKIPPED, (fp_str){0}, (fp_str){0});
		return;
	}
	w->page->job = job;
	w->page->since = fp_now();
	w->page->running = 1;
	if (kind == FP_JOB_DECLARE)
		run_declare(w, job, plugin);
	else
		run_call(w, job, plugin, ctx);
	w->page->running = 0;
}

// Signals that the host handles are nothing to the worker; Ctrl-C reaches the whole group and is the host's affair.
static void calm_signals(void)
{
	sigset_t none;
	for (int s = 1; s < 32; s++)
		if (s != SIGKILL && s != SIGSTOP && s != SIGSEGV && s != SIGBUS && s != SIGFPE && s != SIGILL && s != SIGABRT)
			signal(s, s == SIGINT || s == SIGPIPE || s == SIGHUP ? SIG_IGN : SIG_DFL);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
}

void fp_worker_main(fp_host *h, int fd, fp_page *page)
{
	size_t most = 0;
	double shortest = h->limits.cpu_seconds < h->limits.call_seconds ? h->limits.cpu_seconds : h->limits.call_seconds;
	worker w = {.host = h, .page = page, .fd = fd};
	calm_signals();
	setlocale(LC_ALL, "C");
	for (size_t i = 0; i < h->n; i++)
		most += fp_limits_of(h, h->all[i]->pub.kind).memory;
	w.box = fp_xmalloc((h->n + 1) * sizeof *w.box);
	memset(w.box, 0, (h->n + 1) * sizeof *w.box);
	w.in.max = w.value.max = (size_t)1 << 30;
	fp_tick_init(page, shortest);
	fp_jail(fd, most + ((size_t)256 << 20));
	for (;;) {
		fp_wire m = {0};
		uint32_t n;
		if (w.in.p)
			m = (fp_wire){w.in.p + w.at, w.in.p + w.in.n};
		if (!fp_wire_u32(&m, &n) || (size_t)(m.end - m.p) < n) {
			fill(&w);
			continue;
		}
		w.at = (size_t)(m.p - w.in.p) + n;
		serve(&w, (fp_wire){m.p, m.p + n});
	}
}
