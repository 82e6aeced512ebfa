#include <string.h>

#include "flow/issue_priv.h"

// What people decide about issues. A decision is a change of one or two files that can be made again in any text of theirs, so that it
// survives a lost race and enters a working file with unsaved edits.

#define TITLE_MAX 200  // characters

typedef struct {
	fp_str path;
	fp_str title, state;         // empty: as it is
	fp_ids join, leave;          // of `cases`
	fp_ids allow, unsay;         // lines of cannot_link and must_link that are taken back, by their ids
	const fp_str *refuse, *bind; // new lines of cannot_link and must_link
	size_t refuse_n, bind_n;
	fp_str closed, merged;       // new lines under these keys
	bool drop_closed;
} change;

typedef struct {
	const change *v;
	size_t n;
} changes;

// The lines of a list of decisions: what stays of the old ones, then the new ones.
static fp_edit decisions(fp_arena *a, const fp_case *c, const char *key, fp_ids drop, const fp_str *add, size_t add_n)
{
	const fp_field *f = fp_case_field(c, key);
	size_t old = f && (f->kind == FP_F_LIST || f->kind == FP_F_SCALAR) ? f->n : 0, n = 0;
	fp_str *v = FP_NEW_N(a, fp_str, old + add_n + 1);
	for (size_t i = 0; i < old; i++)
		if (!fp_ids_have(drop, fp_decision_parse(f->items[i]).id))
			v[n++] = f->items[i];
	for (size_t i = 0; i < add_n; i++)
		v[n++] = add[i];
	return (fp_edit){.key = fp_s(key), .items = v, .n = n, .list = n > 0};
}

static bool apply_one(const change *ch, fp_arena *a, fp_str path, fp_str current, fp_str *text, fp_err *err)
{
	fp_edit e[8];
	size_t n = 0;
	const fp_case *c = fp_case_parse(a, path, current, NULL);
	if (ch->title.n)
		e[n++] = (fp_edit){.key = FP_STR("title"), .items = &ch->title, .n = 1};
	if (ch->state.n)
		e[n++] = (fp_edit){.key = FP_STR("state"), .items = &ch->state, .n = 1};
	if (ch->closed.n || ch->drop_closed)
		e[n++] = (fp_edit){.key = FP_STR("closed"), .items = &ch->closed, .n = ch->closed.n > 0};
	if (ch->merged.n)
		e[n++] = (fp_edit){.key = FP_STR("merged_into"), .items = &ch->merged, .n = 1};
	if (ch->join.n || ch->leave.n) {
		fp_ids ids = fp_ids_without(a, fp_ids_joined(a, fp_field_ids(a, c, "cases"), ch->join), ch->leave);
		e[n++] = (fp_edit){.key = FP_STR("cases"), .items = ids.v, .n = ids.n, .list = true};
	}
	if (ch->bind_n || ch->unsay.n)
		e[n++] = decisions(a, c, "must_link", ch->unsay, ch->bind, ch->bind_n);
	if (ch->refuse_n || ch->allow.n)
		e[n++] = decisions(a, c, "cannot_link", ch->allow, ch->refuse, ch->refuse_n);
	return fp_case_edit(a, c, e, n, text, err) || fp_fail_in(err, "%.*s", FP_ARG(path));
}

static bool apply(void *ctx, fp_arena *a, fp_str path, fp_str current, fp_str *text, fp_err *err)
{
	const changes *all = ctx;
	for (size_t i = 0; i < all->n; i++)
		if (fp_str_eq(all->v[i].path, path))
			return apply_one(&all->v[i], a, path, current, text, err);
	return fp_fail(err, FP_CONFLICT, fp_tr("%.*s 刚被别人建好，再运行一次即可", "%.*s was just made by somebody else; run again"), FP_ARG(path));
}

// ---------------------------------------------------------------- the common frame

typedef struct {
	fp_workspace *ws;
	fp_issue_files files;
	fp_str author, reason;
	fp_changed *out;
} deciding;

static bool begin(deciding *d, fp_workspace *ws, fp_str reason, fp_changed *out, fp_err *err)
{
	fp_who_when who;
	*out = (fp_changed){0};
	*d = (deciding){.ws = ws, .out = out};
	if (!fp_store_identity(ws->store, ws->a, &who, err) || !fp_issue_files_read(ws, &d->files, err))
		return false;
	fp_str line = fp_str_trim(reason);
	if (fp_str_has(line, FP_STR("\n")))
		return fp_fail(err, FP_USAGE, "%s", fp_tr("理由要写在一行里", "the reason must be one line"));
	d->author = who.name;
	d->reason = fp_redact_text(ws, line, &out->redacted);
	return true;
}

static fp_str decision(const deciding *d, fp_str id)
{
	fp_decision x = {.id = id, .author = d->author, .reason = d->reason, .day = d->ws->cal.today};
	return fp_decision_text(d->ws->a, &x);
}

static fp_str message(const deciding *d, fp_str subject)
{
	return d->reason.n ? fp_strf(d->ws->a, "%.*s\n\n%.*s\n", FP_ARG(subject), FP_ARG(d->reason)) : subject;
}

// One commit of the changes, and of one new file where `more` is given. `file` is the issue that the answer names.
static bool commit(deciding *d, const change *v, const fp_issue_file *const *files, size_t n, const fp_put *more, fp_str subject, fp_err *err)
{
	fp_workspace *ws = d->ws;
	fp_put puts[3];
	changes all = {v, n};
	bool same = !more;
	for (size_t i = 0; i < n; i++) {
		puts[i] = (fp_put){.path = v[i].path, .expect = files[i]->blob};
		if (!apply_one(&v[i], ws->a, v[i].path, files[i]->text, &puts[i].text, err))
			return false;
		same &= fp_str_eq(puts[i].text, files[i]->text);
	}
	d->out->unchanged = same;
	d->out->commit = fp_s(ws->rev.commit.hex);
	if (same)
		return true;
	if (more)
		puts[n] = *more;
	fp_write w = {.puts = puts, .put_n = n + (more != NULL), .message = message(d, subject), .replay = apply, .replay_ctx = &all};
	fp_rev rev;
	if (!fp_store_write(ws->store, &w, &rev, err))
		return false;
	d->out->commit = fp_str_dup(ws->a, fp_s(rev.commit.hex));
	return fp_ws_moved(ws, &rev, err);
}

static bool commit_one(deciding *d, const fp_issue_file *f, change ch, fp_str subject, fp_err *err)
{
	ch.path = f->path;
	d->out->id = f->issue->id;
	d->out->path = f->path;
	return commit(d, &ch, &f, 1, NULL, subject, err);
}

// ---------------------------------------------------------------- title and state

static bool clean_title(deciding *d, fp_str title, fp_str *out, fp_err *err)
{
	*out = fp_redact_text(d->ws, fp_str_trim(title), &d->out->redacted);
	if (!out->n || fp_str_has(*out, FP_STR("\n")) || fp_utf8_count(*out) > TITLE_MAX)
		return fp_fail(err, FP_USAGE, fp_tr("标题要在一行里，1 到 %d 个字", "a title is one line of 1 to %d characters"), TITLE_MAX);
	return true;
}

bool fp_flow_issue_rename(fp_workspace *ws, fp_str id, fp_str title, fp_changed *out, fp_err *err)
{
	deciding d;
	change ch = {0};
	const fp_issue_file *f;
	if (!begin(&d, ws, (fp_str){0}, out, err) || !(f = fp_issue_file_find(&d.files, id, err)) || !clean_title(&d, title, &ch.title, err))
		return false;
	return commit_one(&d, f, ch, fp_strf(ws->a, "issues: rename %.*s to %.*s", FP_ARG(f->issue->id), FP_ARG(ch.title)), err);
}

bool fp_flow_issue_state(fp_workspace *ws, fp_str id, const char *state, fp_str reason, fp_changed *out, fp_err *err)
{
	deciding d;
	const fp_issue_file *f;
	if (!begin(&d, ws, reason, out, err) || !(f = fp_issue_file_find(&d.files, id, err)))
		return false;
	bool close = !strcmp(state, "closed");
	change ch = {.state = fp_s(state), .drop_closed = !close};
	if (close && (!fp_str_is(f->issue->state, state) || f->issue->closed == FP_NO_DAY))
		ch.closed = decision(&d, (fp_str){0});
	return commit_one(&d, f, ch, fp_strf(ws->a, "issues: %s %.*s", close ? "close" : "reopen", FP_ARG(f->issue->id)), err);
}

// ---------------------------------------------------------------- merge

// Ids of cases begin with their day, so the smallest is where an issue began.
static bool older(const fp_issue_file *x, const fp_issue_file *y)
{
	if (!x->issue->case_n != !y->issue->case_n)
		return x->issue->case_n > 0;
	int c = x->issue->case_n ? fp_str_cmp(x->issue->cases[0], y->issue->cases[0]) : 0;
	return c ? c < 0 : fp_str_cmp(x->issue->id, y->issue->id) < 0;
}

static fp_ids one_id(fp_arena *a, fp_str id)
{
	return fp_ids_sorted(a, &id, 1);
}

// Lines about cases that the older one has not heard of; both must agree about the rest.
static size_t inherited(fp_arena *a, const fp_issue_file *from, const fp_issue_file *to, fp_ids members, fp_str **out)
{
	const fp_field *f = fp_case_field(from->doc, "cannot_link");
	size_t n = 0;
	*out = FP_NEW_N(a, fp_str, from->never.n + 1);
	for (size_t i = 0; f && i < f->n && from->never.n && n < from->never.n; i++) {
		fp_str id = fp_decision_parse(f->items[i]).id;
		if (!fp_ids_have(to->never, id) && !fp_ids_have(members, id) && !fp_str_eq(id, to->issue->id))
			(*out)[n++] = f->items[i];
	}
	return n;
}

bool fp_flow_issue_merge(fp_workspace *ws, fp_str one, fp_str other, fp_str reason, fp_changed *out, fp_err *err)
{
	deciding d;
	const fp_issue_file *x, *y;
	if (!begin(&d, ws, reason, out, err) || !(x = fp_issue_file_find(&d.files, one, err)) || !(y = fp_issue_file_find(&d.files, other, err)))
		return false;
	if (x == y)
		return fp_fail(err, FP_USAGE, fp_tr("%.*s 和 %.*s 已经是同一个问题 %.*s", "%.*s and %.*s are one issue already: %.*s"), FP_ARG(one), FP_ARG(other), FP_ARG(x->issue->id));
	const fp_issue_file *old = older(x, y) ? x : y, *young = old == x ? y : x, *both[] = {old, young};
	fp_ids theirs = fp_ids_sorted(ws->a, young->issue->cases, young->issue->case_n);
	fp_ids members = fp_ids_joined(ws->a, fp_ids_sorted(ws->a, old->issue->cases, old->issue->case_n), theirs);
	fp_str bind = decision(&d, young->issue->id), *refuse;
	bool proposed = fp_str_is(old->issue->state, "proposed"), closed = fp_str_is(old->issue->state, "closed");
	change v[2] = {{.path = old->path, .join = theirs, .bind = &bind, .bind_n = 1}, {.path = young->path, .leave = theirs}};
	v[0].refuse_n = inherited(ws->a, young, old, members, &refuse);
	v[0].refuse = refuse;
	// Whom the two once refused is welcome now: the newer decision counts.
	v[0].allow = fp_ids_joined(ws->a, theirs, one_id(ws->a, young->issue->id));
	v[0].unsay = one_id(ws->a, young->issue->id);
	if (proposed && !fp_str_is(young->issue->state, "proposed"))
		v[0].title = young->issue->title;
	if (proposed || (closed && !fp_str_is(young->issue->state, "closed"))) {
		v[0].state = FP_STR("open");
		v[0].drop_closed = true;
	}
	v[1].merged = decision(&d, old->issue->id);
	out->id = old->issue->id;
	out->path = old->path;
	return commit(&d, v, both, 2, NULL, fp_strf(ws->a, "issues: merge %.*s into %.*s", FP_ARG(young->issue->id), FP_ARG(old->issue->id)), err);
}

// ---------------------------------------------------------------- split

// The full ids of the cases, which must belong to the issue by its file or by their own word.
static bool split_cases(deciding *d, const fp_issue_file *f, const fp_str *cases, size_t n, fp_ids *out, fp_str *title, fp_err *err)
{
	fp_workspace *ws = d->ws;
	fp_str *v = FP_NEW_N(ws->a, fp_str, n + 1);
	fp_ids members = fp_ids_sorted(ws->a, f->issue->cases, f->issue->case_n);
	for (size_t i = 0; i < n; i++) {
		fp_case_at at;
		if (!fp_flow_get(ws, cases[i], false, &at, err))
			return false;
		bool named = false;
		fp_ids self = fp_field_ids(ws->a, at.doc, "issue");
		for (size_t k = 0; k < self.n; k++)
			named |= fp_str_eq(fp_issue_today(&d->files, self.v[k]), f->issue->id);
		if (!named && !fp_ids_have(members, at.id))
			return fp_fail(err, FP_USAGE, fp_tr("案例 %.*s 不在问题 %.*s 里", "case %.*s does not belong to issue %.*s"), FP_ARG(at.id), FP_ARG(f->issue->id));
		v[i] = at.id;
		if (!i || fp_str_cmp(at.id, v[0]) < 0)
			*title = fp_case_title(at.doc);
	}
	*out = fp_ids_sorted(ws->a, v, n);
	if (!fp_ids_without(ws->a, members, *out).n)
		return fp_fail(err, FP_USAGE, fp_tr("这是 %.*s 的全部案例，拆完就空了；要改名用 fupan issues rename", "these are all cases of %.*s; to give it another name use fupan issues rename"), FP_ARG(f->issue->id));
	return true;
}

static fp_str free_id(const deciding *d, fp_str founding)
{
	fp_str id = {0};
	for (unsigned salt = 0; !salt || !id.n; salt++) {
		id = fp_issue_id(d->ws->a, founding, salt);
		for (size_t i = 0; i < d->files.n; i++)
			if (fp_str_eq(d->files.v[i].issue->id, id))
				id.n = 0;
	}
	return id;
}

static bool new_issue(deciding *d, const fp_issue_file *from, fp_ids cases, fp_str title, fp_put *put, fp_err *err)
{
	fp_arena *a = d->ws->a;
	fp_issue x = {.id = d->out->id, .title = title, .state = FP_STR("open"), .cases = (fp_str *)cases.v, .case_n = cases.n};
	fp_str not = decision(d, from->issue->id);
	fp_edit edit = {.key = FP_STR("cannot_link"), .items = &not, .n = 1, .list = true};
	put->path = d->out->path;
	fp_str text = fp_issue_render(a, &x, d->ws->schema->config.lang.p);
	return fp_case_edit(a, fp_case_parse(a, put->path, text, NULL), &edit, 1, &put->text, err);
}

bool fp_flow_issue_split(fp_workspace *ws, fp_str id, const fp_str *cases, size_t n, fp_str title, fp_str reason, fp_changed *out, fp_err *err)
{
	deciding d;
	const fp_issue_file *f;
	fp_ids ids;
	fp_put put = {0};
	fp_str own;
	if (!begin(&d, ws, reason, out, err) || !(f = fp_issue_file_find(&d.files, id, err)) || !split_cases(&d, f, cases, n, &ids, &own, err) ||
	    !clean_title(&d, title.n ? title : fp_utf8_prefix(own, TITLE_MAX), &own, err))
		return false;
	fp_str *refuse = FP_NEW_N(ws->a, fp_str, ids.n + 1);
	for (size_t i = 0; i < ids.n; i++)
		refuse[i] = decision(&d, ids.v[i]);
	change ch = {.path = f->path, .leave = ids, .allow = ids, .refuse = refuse, .refuse_n = ids.n};
	out->id = free_id(&d, ids.v[0]);
	out->path = fp_strf(ws->a, "issues/%.*s.md", FP_ARG(out->id));
	if (!new_issue(&d, f, ids, own, &put, err))
		return false;
	return commit(&d, &ch, &f, 1, &put, fp_strf(ws->a, "issues: split %.*s from %.*s", FP_ARG(out->id), FP_ARG(f->issue->id)), err);
}
