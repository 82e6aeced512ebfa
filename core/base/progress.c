// progress: speaking on stderr while working.
#include "base/base.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define EVERY 0.1  // seconds between two drawings
#define CLEAR "\r\033[K"

static bool line_is_drawn;  // a warning has to wipe it first

bool fp_tty(int fd)
{
	const char *term = getenv("TERM");
	return isatty(fd) && !(term && strcmp(term, "dumb") == 0);
}

void fp_warn(const char *fmt, ...)
{
	fp_err line = {0};  // for its rules: one line, no control characters
	char text[sizeof line.msg];
	va_list ap;
	va_start(ap, fmt);
	vsnprintf(text, sizeof text, fmt, ap);
	va_end(ap);
	fp_fail(&line, FP_USAGE, "%s", text);
	fflush(stdout);
	fprintf(stderr, "%s%s%s\n", line_is_drawn ? CLEAR : "", fp_tr("fupan: 注意：", "fupan: note: "), line.msg);
	line_is_drawn = false;
}

static const char *grouped(char *buf, size_t size, size_t v)
{
	char plain[32];
	int n = snprintf(plain, sizeof plain, "%zu", v);
	size_t at = 0;
	for (int i = 0; i < n && at + 2 < size; i++) {
		if (i && (n - i) % 3 == 0)
			buf[at++] = ',';
		buf[at++] = plain[i];
	}
	buf[at] = 0;
	return buf;
}

static void draw(fp_progress *p, double now)
{
	char done[40], total[40], speed[40];
	double rate = now > p->start ? (double)p->done / (now - p->start) : 0;
	fprintf(stderr, CLEAR "%s %s", p->what, grouped(done, sizeof done, p->done));
	if (p->total)
		fprintf(stderr, "/%s", grouped(total, sizeof total, p->total));
	if (rate >= 1)
		fprintf(stderr, " %s/s", grouped(speed, sizeof speed, (size_t)rate));
	if (p->total > p->done && rate > 0)
		fprintf(stderr, fp_tr(" 还需 %.0f 秒", " %.0f s left"), (double)(p->total - p->done) / rate + 0.5);
	fflush(stderr);
	p->last = now;
	p->drawn = line_is_drawn = true;
}

fp_progress fp_progress_start(const char *what, size_t total)
{
	double now = fp_clock_seconds();
	// The first drawing waits a little: what is quick needs no progress line.
	return (fp_progress){.what = what, .total = total, .start = now, .last = now, .on = fp_tty(2)};
}

void fp_progress_step(fp_progress *p, size_t done)
{
	p->done = done;
	if (!p->on)
		return;
	double now = fp_clock_seconds();
	if (now - p->last >= EVERY)
		draw(p, now);
}

void fp_progress_end(fp_progress *p)
{
	if (p->drawn && line_is_drawn)
		fputs(CLEAR, stderr);
	p->drawn = line_is_drawn = false;
}
