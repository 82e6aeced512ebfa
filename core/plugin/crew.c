// crew: the host's workers and the jobs under way. Jobs are pulled in order, sent in batches to whoever is free, and delivered in order. The
// page that a worker shares with the host names the job it was at when it died; only that one is blamed.
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "plugin/plugin_priv.h"

#define WINDOW 512               // jobs between the first that is not delivered and the last that was pulled
#define BATCH_MOST 32
#define BATCH_BYTES (1u << 20)
#define HELD_MOST ((size_t)64 << 20)
#define DEATHS_MOST 5            // workers that die one after the other with nothing done: something is wrong with the machine

struct fp_worker {
	pid_t pid;               // 0: not running
	int fd;
	fp_page *page;
	fp_buf in, out;
	size_t out_at;
	fp_job *jobs[BATCH_MOST];  // under way, in order
	size_t job_n, appetite;
	json_t *value;           // what the worker holds as current value
	double since;            // last sign of life while jobs were under way
	bool overdue;            // killed by us
};

typedef struct {
	fp_run *run;
	fp_host *host;
	fp_job *ring;
	size_t head, tail;       // sequence numbers: next to deliver, next to pull
	bool empty;              // pull has no more
	fp_job *again[WINDOW];   // jobs of workers that died
	size_t again_n;
	size_t held;             // bytes of values and results that are not delivered
	size_t size[WINDOW];
	int deaths;
} crew;

// ---------------------------------------------------------------- life of a worker

static bool spawn(fp_host *h, fp_worker *w, fp_err *err)
{
	int fd[2];
	fp_page *page = mmap(NULL, sizeof *page, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (page == MAP_FAILED)
		return fp_fail(err, FP_IO, "mmap: %s", strerror(errno));
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fd)) {
		munmap(page, sizeof *page);
		return fp_fail(err, FP_IO, "socketpair: %s", strerror(errno));
	}
	pid_t host = getpid(), pid = fork();
	if (pid == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		int own = fcntl(fd[1], F_DUPFD_CLOEXEC, 3);  // never 0, 1 or 2, where a stray print would land
		if (getppid() != host || own < 0)
			_exit(3);
		fp_worker_main(h, own, page);
	}
	close(fd[1]);
	if (pid < 0) {
		close(fd[0]);
		munmap(page, sizeof *page);
		return fp_fail(err, FP_IO, "fork: %s", strerror(errno));
	}
	fcntl(fd[0], F_SETFL, O_NONBLOCK);
	memcpy((void *)page->skip, h->skip, sizeof h->skip);
	*w = (fp_worker){.pid = pid, .fd = fd[0], .page = page, .appetite = 1, .since = fp_now(), .in.max = h->limits.output * 2 + (1u << 20)};
	return true;
}

extern void __gcov_exit(void) __attribute__((weak));

// Ends the process and returns how it ended. `gently`: lets it write its coverage.
static int end(fp_worker *w, bool gently)
{
	int status = 0;
	close(w->fd);
	if (!gently || !__gcov_exit)
		kill(w->pid, SIGKILL);
	while (waitpid(w->pid, &status, 0) < 0 && errno == EINTR)
		;
	w->pid = 0;
	w->fd = -1;
	return status;
}

static void clear(fp_worker *w)
{
	munmap(w->page, sizeof *w->page);
	fp_buf_free(&w->in);
	fp_buf_free(&w->out);
	json_decref(w->value);
	*w = (fp_worker){.fd = -1};
}

void fp_crew_retire(fp_host *h)
{
	for (int i = 0; h->workers && i < h->limits.workers; i++) {
		if (!h->workers[i].pid)
			continue;
		end(&h->workers[i], h->workers[i].job_n == 0);
		clear(&h->workers[i]);
	}
}

void fp_crew_skip(fp_host *h, size_t plugin)
{
	if (plugin >= FP_SKIP_MAX)
		return;  // slower, not wrong
	h->skip[plugin] = 1;
	for (int i = 0; i < h->limits.workers; i++)
		if (h->workers[i].pid)
			h->workers[i].page->skip[plugin] = 1;
}

// ---------------------------------------------------------------- sending

static fp_job *pull(crew *c)
{
	if (c->empty || c->run->stopped || c->tail - c->head >= WINDOW || (c->held > HELD_MOST && c->tail > c->head))
		return NULL;
	fp_job *j = &c->ring[c->tail % WINDOW];
	*j = (fp_job){.seq = c->tail};
	if (!c->run->pull(c->run, j)) {
		c->empty = true;
		return NULL;
	}
	c->size[c->tail % WINDOW] = 0;
	c->tail++;
	return j;
}

static void put_length(fp_buf *b, size_t at)
{
	uint32_t n = (uint32_t)(b->n - at - 4);
	if (!b->over)
		memcpy(b->p + at, &n, 4);
}

static bool put_value(fp_worker *w, json_t *v, fp_err *err)
{
	size_t at = w->out.n;
	if (v == w->value)
		return true;
	fp_wire_put_u32(&w->out, 0);
	fp_buf_c(&w->out, FP_MSG_VALUE);
	if (!fp_wire_put(&w->out, v, err))
		return false;
	put_length(&w->out, at);
	json_decref(w->value);
	w->value = json_incref(v);
	return true;
}

static bool put_call(fp_worker *w, const fp_job *j, fp_err *err)
{
	fp_buf ctx = {0};
	bool ok = !j->ctx || fp_wire_put(&ctx, j->ctx, err);
	size_t at = w->out.n;
	fp_wire_put_u32(&w->out, 0);
	fp_buf_c(&w->out, FP_MSG_CALL);
	fp_wire_put_u32(&w->out, (uint32_t)j->seq);
	fp_wire_put_u32(&w->out, (uint32_t)j->plugin);
	fp_buf_c(&w->out, (char)j->kind);
	fp_wire_put_str(&w->out, ok ? fp_buf_view(&ctx) : (fp_str){0});
	put_length(&w->out, at);
	fp_buf_free(&ctx);
	return ok && fp_buf_ok(&w->out, err);
}

// A message that was not finished never leaves. `held` is what the worker's value was before.
static void take_back(fp_worker *w, size_t at, const json_t *held)
{
	w->out.n = at;
	w->out.over = false;
	if (w->value != held) {
		json_decref(w->value);
		w->value = NULL;
	}
}

// Puts a job into the worker's buffer; a value that cannot travel is the job's own fault.
static void send_job(crew *c, fp_worker *w, fp_job *j)
{
	size_t before = w->out.n;
	const json_t *held = w->value;
	if ((j->kind == FP_JOB_CALL && !put_value(w, j->value, &j->why)) || !put_call(w, j, &j->why)) {
		take_back(w, before, held);
		j->done = true;
		return;
	}
	c->size[j->seq % WINDOW] += w->out.n - before;
	c->held += w->out.n - before;
	if (!w->job_n)
		w->since = fp_now();
	w->jobs[w->job_n++] = j;
}

// A job with which a worker died goes alone, so that the next death is surely its own.
static void feed(crew *c, fp_worker *w)
{
	size_t before = w->out.n;
	if (w->job_n > w->appetite / 2)
		return;
	w->appetite = w->appetite * 2 > BATCH_MOST ? BATCH_MOST : w->appetite * 2;  // few jobs are spread over the workers
	while (w->job_n < w->appetite && w->out.n - before < BATCH_BYTES) {
		fp_job *j = c->again_n ? c->again[0] : pull(c);
		if (!j)
			return;
		if (j->tries && w->job_n)
			return;
		if (c->again_n)
			memmove(c->again, c->again + 1, --c->again_n * sizeof *c->again);
		send_job(c, w, j);
		if (j->tries)
			return;
	}
}

static void flush(fp_worker *w)
{
	while (w->out_at < w->out.n) {
		ssize_t n = send(w->fd, w->out.p + w->out_at, w->out.n - w->out_at, MSG_NOSIGNAL);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return;  // full, or dead: reading will tell
		w->out_at += (size_t)n;
	}
	fp_buf_clear(&w->out);
	w->out_at = 0;
}

// ---------------------------------------------------------------- receiving

// A message of a plugin may hold anything; it must be text before it goes further.
static void set_message(fp_err *err, fp_code code, fp_str msg)
{
	char text[sizeof err->msg];
	size_t n = 0, i = 0;
	while (i < msg.n && n + 4 < sizeof text) {
		size_t from = i;
		uint32_t cp = fp_utf8_next(msg, &i);
		if (cp == FP_BAD_CP || cp < 0x20) {
			text[n++] = cp == FP_BAD_CP ? '?' : ' ';
			continue;
		}
		memcpy(text + n, msg.p + from, i - from);
		n += i - from;
	}
	text[n] = 0;
	fp_fail(err, code, "%s", text);
}

static void finish(crew *c, fp_job *j, fp_answer status, fp_str log, fp_str payload)
{
	c->deaths = 0;
	c->size[j->seq % WINDOW] += payload.n;
	c->held += payload.n;
	j->done = true;
	if (log.n)
		j->log = (fp_str){memcpy(fp_xmalloc(log.n), log.p, log.n), log.n};
	if (status == FP_ANSWER_OK) {
		j->result = fp_wire_json(payload, &j->why);
		if (!j->result)
			fp_fail_in(&j->why, "%.*s", FP_ARG(c->host->all[j->plugin]->pub.path));
	} else if (status == FP_ANSWER_SKIPPED) {
		fp_fail(&j->why, FP_PLUGIN, "%s", fp_tr("已跳过", "skipped"));
	} else {
		set_message(&j->why, status == FP_ANSWER_LIMIT ? FP_LIMIT : FP_PLUGIN, payload);
	}
}

// Answers come in the order of the jobs. False: the worker talks nonsense.
static bool take_answers(crew *c, fp_worker *w)
{
	size_t at = 0;
	bool ok = true;
	while (ok && w->in.p) {
		fp_wire m = {w->in.p + at, w->in.p + w->in.n};
		uint32_t n, job;
		fp_str log;
		if (!fp_wire_u32(&m, &n) || (size_t)(m.end - m.p) < n)
			break;
		m.end = m.p + n;
		at = (size_t)(m.end - w->in.p);
		ok = n > 6 && w->job_n && *m.p++ == FP_MSG_ANSWER && fp_wire_u32(&m, &job) && job == (uint32_t)w->jobs[0]->seq;
		if (!ok)
			break;
		fp_answer status = (fp_answer)*m.p++;
		ok = fp_wire_str(&m, &log);
		if (!ok)
			break;
		fp_job *j = w->jobs[0];
		memmove(w->jobs, w->jobs + 1, --w->job_n * sizeof *w->jobs);
		finish(c, j, status, log, (fp_str){m.p, (size_t)(m.end - m.p)});
	}
	if (at) {
		memmove(w->in.p, w->in.p + at, w->in.n - at);
		w->in.n -= at;
	}
	return ok;
}

// False when the worker is dead or talks nonsense.
static bool receive(crew *c, fp_worker *w)
{
	char bytes[64 << 10];
	for (;;) {
		ssize_t n = recv(w->fd, bytes, sizeof bytes, 0);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0 && (errno == EAGAIN || errno == EWOULDBLOCK))
			return true;
		if (n <= 0)
			return false;
		w->since = fp_now();
		fp_buf_add(&w->in, bytes, (size_t)n);
		if (!take_answers(c, w) || w->in.over)
			return false;
	}
}

// ---------------------------------------------------------------- death

static fp_job *guilty(const fp_worker *w)
{
	for (size_t i = 0; w->page->running && i < w->job_n; i++)
		if ((uint32_t)w->jobs[i]->seq == w->page->job)
			return w->jobs[i];
	return NULL;
}

static void blame_time(const crew *c, const fp_worker *w, fp_job *j)
{
	const fp_entry *e = c->host->all[j->plugin];
	fp_call_limits lim = fp_limits_of(c->host, e->pub.kind);
	double seconds = w->overdue ? lim.wall : lim.cpu;
	char place[320], source[sizeof w->page->source + 1] = "";
	for (size_t i = 0; i < sizeof w->page->source && w->page->source[i]; i++)
		source[i] = w->page->source[i];
	if (w->page->line)
		snprintf(place, sizeof place, "%s:%u", source, w->page->line);
	else
		snprintf(place, sizeof place, "%.*s", FP_ARG(e->pub.path));
	fp_err err = {0};
	fp_fail(&err, FP_LIMIT, fp_tr("%s: %.3g 秒后被停止（一次函数调用太久，如灾难性的匹配模式？）",
	                              "%s: stopped after %.3g s (one long function call, such as a runaway pattern?)"), place, seconds);
	set_message(&j->why, FP_LIMIT, fp_s(err.msg));
}

static void blame_death(const crew *c, fp_job *j, int status)
{
	fp_str path = c->host->all[j->plugin]->pub.path;
	if (WIFSIGNALED(status))
		fp_fail(&j->why, FP_PLUGIN, fp_tr("%.*s: 插件进程死了（信号 %d）", "%.*s: the worker died (signal %d)"), FP_ARG(path), WTERMSIG(status));
	else
		fp_fail(&j->why, FP_PLUGIN, fp_tr("%.*s: 插件进程死了（退出码 %d）", "%.*s: the worker died (exit %d)"), FP_ARG(path), WEXITSTATUS(status));
}

// The job it was at is failed (time) or tried once more alone (any other death); the ones behind it go to another worker.
static void bury(crew *c, fp_worker *w)
{
	int status = end(w, false);
	fp_job *bad = guilty(w);
	bool over = w->overdue || (WIFEXITED(status) && WEXITSTATUS(status) == FP_EXIT_OVER);
	if (bad && over)
		blame_time(c, w, bad);
	else if (bad && ++bad->tries > 1)
		blame_death(c, bad, status);
	if (bad)
		bad->done = bad->why.code != FP_OK;
	c->deaths = bad && bad->done ? 0 : c->deaths + 1;
	memmove(c->again + w->job_n, c->again, c->again_n * sizeof *c->again);
	size_t n = 0;
	for (size_t i = 0; i < w->job_n; i++)
		if (!w->jobs[i]->done)
			c->again[n++] = w->jobs[i];
	memmove(c->again + n, c->again + w->job_n, c->again_n * sizeof *c->again);
	c->again_n += n;
	clear(w);
}

// The worker ends itself when a call is over; this is for one that cannot. The page is only a hint, so time without any sign counts too.
static void check_clock(const fp_host *h, fp_worker *w)
{
	const fp_job *j = guilty(w);
	double now = fp_now(), most = h->limits.call_seconds * 30 * 2 + 2;
	fp_call_limits lim = fp_limits_of(h, j ? h->all[j->plugin]->pub.kind : (fp_str){0});
	bool late = j && now - w->page->since > lim.wall * 2 + 2;
	late = late || now - w->since > most * (double)(w->job_n + 1);
	if (late && !w->overdue) {
		w->overdue = true;
		kill(w->pid, SIGKILL);
	}
}

// ---------------------------------------------------------------- the run

static bool deliver(crew *c)
{
	while (c->head < c->tail && c->ring[c->head % WINDOW].done) {
		fp_job *j = &c->ring[c->head % WINDOW];
		if (!c->run->stopped && !c->run->deliver(c->run, j))
			c->run->stopped = true;
		c->held -= c->size[c->head % WINDOW];
		json_decref(j->value);
		json_decref(j->ctx);
		json_decref(j->result);
		free((char *)j->log.p);
		c->head++;
	}
	return !c->run->stopped;
}

static bool feed_all(crew *c, int n, fp_err *err)
{
	for (int i = 0; i < n; i++) {
		fp_worker *w = &c->host->workers[i];
		if (!w->pid) {
			bool more = c->again_n > 0;
			if (!more) {
				fp_job *j = pull(c);
				if (j)
					c->again[c->again_n++] = j;
				more = j != NULL;
			}
			if (!more)
				return true;
			if (!spawn(c->host, w, err))
				return false;
		}
		feed(c, w);
		flush(w);
	}
	return true;
}

static bool wait_for_workers(crew *c, int n)
{
	struct pollfd fds[64];
	fp_worker *who[64];
	nfds_t k = 0;
	for (int i = 0; i < n; i++) {
		fp_worker *w = &c->host->workers[i];
		if (!w->pid || !w->job_n)
			continue;
		who[k] = w;
		fds[k++] = (struct pollfd){.fd = w->fd, .events = (short)(POLLIN | (w->out.n ? POLLOUT : 0))};
	}
	if (!k)
		return false;
	if (poll(fds, k, 50) < 0)
		return true;
	for (nfds_t i = 0; i < k; i++) {
		if (fds[i].revents & POLLOUT)
			flush(who[i]);
		if ((fds[i].revents & (POLLIN | POLLHUP | POLLERR)) && !receive(c, who[i]))
			bury(c, who[i]);
		else
			check_clock(c->host, who[i]);
	}
	return true;
}

// Whatever is under way when a run ends early belongs to nobody: those workers go.
static void abandon(crew *c)
{
	for (int i = 0; i < c->host->limits.workers; i++) {
		fp_worker *w = &c->host->workers[i];
		if (w->pid && w->job_n) {
			end(w, false);
			clear(w);
		}
	}
	for (; c->head < c->tail; c->head++) {
		fp_job *j = &c->ring[c->head % WINDOW];
		json_decref(j->value);
		json_decref(j->ctx);
		json_decref(j->result);
		free((char *)j->log.p);
	}
}

bool fp_crew_run(fp_run *r, fp_err *err)
{
	fp_host *h = r->host;
	if (h->busy)
		fp_bug("the plugin host was called from a callback of its own run");
	h->busy = true;
	if (!h->workers) {
		h->workers = fp_xmalloc((size_t)h->limits.workers * sizeof *h->workers);
		memset(h->workers, 0, (size_t)h->limits.workers * sizeof *h->workers);
	}
	crew *c = fp_xmalloc(sizeof *c);
	memset(c, 0, sizeof *c);
	c->run = r;
	c->host = h;
	c->ring = fp_xmalloc(WINDOW * sizeof *c->ring);
	int n = r->workers > 0 && r->workers < h->limits.workers ? r->workers : h->limits.workers;
	bool ok = true;
	while (ok) {
		ok = feed_all(c, n, err);
		deliver(c);
		if (!ok || r->stopped || (!wait_for_workers(c, n) && c->head == c->tail && c->empty))
			break;
		deliver(c);
		if (c->deaths >= DEATHS_MOST)
			ok = fp_fail(err, FP_IO, "%s", fp_tr("插件进程一启动就死", "plugin workers die as soon as they start"));
	}
	abandon(c);
	memset(h->skip, 0, sizeof h->skip);
	for (int i = 0; i < h->limits.workers; i++)
		if (h->workers[i].pid)
			memset((void *)h->workers[i].page->skip, 0, FP_SKIP_MAX);
	free(c->ring);
	free(c);
	h->busy = false;
	return ok;
}

typedef struct {
	fp_job *job;
	bool pulled;
} single;

static bool pull_one(fp_run *r, fp_job *j)
{
	single *s = r->ctx;
	if (s->pulled)
		return false;
	s->pulled = true;
	*j = *s->job;
	j->seq = 0;
	json_incref(j->value);
	json_incref(j->ctx);
	return true;
}

static bool deliver_one(fp_run *r, fp_job *j)
{
	single *s = r->ctx;
	s->job->result = json_incref(j->result);
	s->job->why = j->why;
	s->job->log = j->log;
	j->log = (fp_str){0};
	return true;
}

bool fp_crew_one(fp_host *h, fp_job *j, fp_err *err)
{
	single s = {j, false};
	fp_run r = {.host = h, .pull = pull_one, .deliver = deliver_one, .workers = 1, .ctx = &s};
	return fp_crew_run(&r, err);
}
