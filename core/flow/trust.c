#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "flow/flow_priv.h"

// Which plugins of casebooks may run on this machine. One file, outside every casebook, of lines "yes DIGEST PATH", "no DIGEST PATH" and
// "own DIGEST PATH": the digest of own files is 64 times "-", they are known by their whole path. Lines are only added; the last of a
// digest counts. What is own is trusted while it differs from the committed file: then the change was made here.

#define ANY "----------------------------------------------------------------"
#define MOST ((size_t)4 << 20)

static const char *trust_file(fp_workspace *ws)
{
	const char *data = getenv("XDG_DATA_HOME"), *home = getenv("HOME");
	if (data && *data)
		return fp_strf(ws->a, "%s/fupan/trust", data).p;
	return home && *home ? fp_strf(ws->a, "%s/.local/share/fupan/trust", home).p : NULL;
}

static fp_str trust_lines(fp_workspace *ws)
{
	fp_str text = {0};
	fp_err none = {0};
	const char *file = trust_file(ws);
	return file && fp_file_read(ws->a, file, MOST, &text, &none) ? text : (fp_str){0};
}

// The last word said of a digest: "yes", "no", or nothing.
static fp_str last_word(fp_workspace *ws, const char *digest)
{
	fp_str rest = trust_lines(ws), word = {0};
	while (rest.n) {
		fp_str line = fp_str_line(&rest), first = fp_str_cut(&line, ' ');
		if (fp_str_starts(line, digest))
			word = first;
	}
	return word;
}

// A name of a file may hold anything; a line break in it would be a line of its own.
static fp_str on_one_line(fp_workspace *ws, fp_str path)
{
	char *p = fp_alloc(ws->a, path.n + 1);
	for (size_t i = 0; i < path.n; i++)
		p[i] = (unsigned char)path.p[i] < 0x20 ? '?' : path.p[i];
	p[path.n] = 0;
	return (fp_str){p, path.n};
}

static bool add_line(fp_workspace *ws, const char *word, const char *digest, fp_str path, fp_err *err)
{
	const char *file = trust_file(ws);
	path = on_one_line(ws, path);
	if (!file)
		return fp_fail(err, FP_IO, "%s", fp_tr("记不下信任：请设 HOME 或 XDG_DATA_HOME", "trust cannot be kept: set HOME or XDG_DATA_HOME"));
	fp_str line = fp_strf(ws->a, "%s %s %.*s\n", word, digest, FP_ARG(path));
	if (!fp_mkdirs(fp_cstr(ws->a, fp_path_dir(fp_s(file))), err))
		return false;
	int fd = open(file, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
	bool ok = fd >= 0 && fp_write_all(fd, line.p, line.n);
	if (!ok)
		fp_fail(err, FP_IO, "%s: %s", file, strerror(errno));
	if (fd >= 0)
		close(fd);
	return ok;
}

static fp_str whole_path(fp_workspace *ws, fp_str path)
{
	char real[4096];
	fp_str full = fp_strf(ws->a, "%s/%.*s", fp_store_root(ws->store), FP_ARG(path));
	return realpath(full.p, real) ? fp_str_dup(ws->a, fp_s(real)) : full;
}

static bool is_own(fp_workspace *ws, fp_str path)
{
	fp_str rest = trust_lines(ws), full = whole_path(ws, path);
	while (rest.n) {
		fp_str line = fp_str_line(&rest), word = fp_str_cut(&line, ' ');
		fp_str_cut(&line, ' ');
		if (fp_str_is(word, "own") && fp_str_eq(line, full))
			return true;
	}
	return false;
}

// Not as it was committed: the change is of this work tree.
static bool changed_here(fp_workspace *ws, fp_str path)
{
	fp_err none = {0};
	fp_str now, committed;
	if (!fp_store_read(ws->store, &ws->rev, path, ws->a, &committed, NULL, &none))
		return none.code == FP_NOT_FOUND;
	return fp_file_read(ws->a, whole_path(ws, path).p, MOST, &now, &none) && !fp_str_eq(now, committed);
}

bool fp_trusted(void *ctx, fp_str path, const char *digest)
{
	fp_workspace *ws = ctx;
	fp_err none = {0};
	fp_str word = last_word(ws, digest);
	if (word.n)
		return fp_str_is(word, "yes");
	return is_own(ws, path) && changed_here(ws, path) && add_line(ws, "yes", digest, path, &none);
}

bool fp_trust_own(fp_workspace *ws, fp_str path, fp_err *err)
{
	return is_own(ws, path) || add_line(ws, "own", ANY, whole_path(ws, path), err);
}

bool fp_flow_refused(fp_workspace *ws, const fp_plugin *p)
{
	return fp_str_is(last_word(ws, p->trust), "no");
}

bool fp_flow_trust(fp_workspace *ws, fp_str name, bool yes, fp_str *path, fp_err *err)
{
	for (size_t i = 0; i < fp_host_count(ws->host); i++) {
		const fp_plugin *p = fp_host_plugin(ws->host, i);
		if (!fp_str_eq(p->name, name) || !p->trust[0])
			continue;
		*path = p->path;
		return (yes && p->status != FP_PLUGIN_UNTRUSTED) || add_line(ws, yes ? "yes" : "no", p->trust, p->path, err);
	}
	return fp_fail(err, FP_NOT_FOUND, fp_tr("案例本没有带来插件 %.*s；fupan plugin list 看有哪些", "the casebook brings no plugin %.*s; fupan plugin list shows what there is"), FP_ARG(name));
}
