// markdown: libcmark's tree turned into ours, tables included.
#include "base/markdown_priv.h"

#include <cmark.h>
#include <setjmp.h>
#include <stdlib.h>
#include <string.h>

#define SOURCE_MOST ((size_t)8 << 20)
#define PREPARED_MOST ((size_t)64 << 20)
#define SCRATCH_MOST ((size_t)256 << 20)  // what libcmark may take: 32 times the largest source

// One parse. libcmark takes its memory from `scratch`; when that, or the caller's arena, is used up, `stop` is jumped to from
// wherever we are. That leaks nothing: everything is in one of the two arenas or the two buffers here.
typedef struct {
	fp_arena *a, *scratch;
	fp_buf text;       // the prepared source
	fp_buf run;        // pieces of adjacent text
	char mark[FP_MD_MARK_MAX];
	bool marked;       // whether any mark was put in
	size_t *line_at;   // where each line of `text` begins, made when the first table is looked for
	size_t line_n;
	uint32_t line;     // what is being read stands in this line of the source; 0: libcmark knows
	jmp_buf stop;
} md;

// ---------------------------------------------------------------- memory for libcmark
// Its allocator interface has no place for a context.
static _Thread_local md *running;

// Before each piece stands its size, for realloc.
#define HEAD 16

static void *mem_get(size_t n)
{
	if (n > SCRATCH_MOST || n + HEAD > fp_arena_left(running->scratch))
		longjmp(running->stop, 1);
	char *p = fp_alloc(running->scratch, n + HEAD);
	memcpy(p, &n, sizeof n);
	return p + HEAD;
}

static void *mem_calloc(size_t n, size_t size)
{
	return mem_get(fp_mul_size(n, size));
}

static void *mem_realloc(void *p, size_t n)
{
	size_t old = 0;
	if (p)
		memcpy(&old, (char *)p - HEAD, sizeof old);
	if (p && n <= old)
		return p;
	void *q = mem_get(n);
	if (p)
		memcpy(q, p, old);
	return q;
}

static void mem_free(void *p)
{
	(void)p;
}

static cmark_node *cmark_tree(fp_str text)
{
	static cmark_mem mem = {mem_calloc, mem_realloc, mem_free};
	cmark_parser *parser = cmark_parser_new_with_mem(CMARK_OPT_VALIDATE_UTF8, &mem);
	cmark_parser_feed(parser, text.p, text.n);
	return cmark_parser_finish(parser);
}

// ---------------------------------------------------------------- text without marks
static size_t without_marks(const md *m, fp_str s, char *to)
{
	size_t n = 0, from = 0;
	fp_str mark = fp_s(m->mark);
	for (ptrdiff_t hit; (hit = fp_str_find(s, mark, from)) >= 0; from = (size_t)hit + mark.n) {
		size_t end = (size_t)hit;
		if (end > from && s.p[end - 1] == '\\')  // only ours: a mark beside stars never follows a backslash
			end--;
		memmove(to + n, s.p + from, end - from);
		n += end - from;
	}
	memmove(to + n, s.p + from, s.n - from);
	return n + s.n - from;
}

// A copy for the result.
static fp_str keep(md *m, fp_str s)
{
	if (s.n >= fp_arena_left(m->a))
		longjmp(m->stop, 1);
	char *p = fp_alloc(m->a, s.n + 1);
	size_t n = s.n;
	if (m->marked)
		n = without_marks(m, s, p);
	else if (n)
		memcpy(p, s.p, n);
	p[n] = 0;
	return (fp_str){p, n};
}

static bool is_mark(const md *m, cmark_node *n)
{
	return cmark_node_get_type(n) == CMARK_NODE_HTML_INLINE && strcmp(cmark_node_get_literal(n), m->mark) == 0;
}

// ---------------------------------------------------------------- nodes
static fp_md **add(md *m, fp_md **tail, fp_md_kind kind, cmark_node *n)
{
	if (fp_arena_over(m->a, NULL))
		longjmp(m->stop, 1);
	fp_md *node = FP_NEW(m->a, fp_md);
	node->kind = kind;
	node->line = node->end_line = m->line;
	if (n && !m->line) {
		node->line = (uint32_t)cmark_node_get_start_line(n);
		node->end_line = (uint32_t)cmark_node_get_end_line(n);
		if (node->end_line < node->line)
			node->end_line = node->line;
	}
	*tail = node;
	return &node->next;
}

static fp_md_kind kind_of(cmark_node *n)
{
	switch (cmark_node_get_type(n)) {
	case CMARK_NODE_BLOCK_QUOTE: return FP_MD_QUOTE;
	case CMARK_NODE_LIST: return FP_MD_LIST;
	case CMARK_NODE_ITEM: return FP_MD_ITEM;
	case CMARK_NODE_CODE_BLOCK: return FP_MD_CODE;
	case CMARK_NODE_HTML_BLOCK: return FP_MD_HTML;
	case CMARK_NODE_PARAGRAPH: return FP_MD_PARA;
	case CMARK_NODE_HEADING: return FP_MD_HEADING;
	case CMARK_NODE_THEMATIC_BREAK: return FP_MD_RULE;
	case CMARK_NODE_TEXT: return FP_MD_TEXT;
	case CMARK_NODE_SOFTBREAK: return FP_MD_SOFTBREAK;
	case CMARK_NODE_LINEBREAK: return FP_MD_BREAK;
	case CMARK_NODE_CODE: return FP_MD_CODESPAN;
	case CMARK_NODE_HTML_INLINE: return FP_MD_INLINE_HTML;
	case CMARK_NODE_EMPH: return FP_MD_EMPH;
	case CMARK_NODE_STRONG: return FP_MD_STRONG;
	case CMARK_NODE_LINK: return FP_MD_LINK;
	case CMARK_NODE_IMAGE: return FP_MD_IMAGE;
	default: return FP_MD_DOC;
	}
}

static void fill(md *m, fp_md *node, cmark_node *n)
{
	switch (node->kind) {
	case FP_MD_CODE:
		node->info = keep(m, fp_s(cmark_node_get_fence_info(n)));
		node->text = keep(m, fp_s(cmark_node_get_literal(n)));
		break;
	case FP_MD_TEXT: case FP_MD_CODESPAN: case FP_MD_HTML: case FP_MD_INLINE_HTML:
		node->text = keep(m, fp_s(cmark_node_get_literal(n)));
		break;
	case FP_MD_LINK: case FP_MD_IMAGE:
		node->text = keep(m, fp_s(cmark_node_get_url(n)));
		break;
	case FP_MD_HEADING:
		node->level = cmark_node_get_heading_level(n);
		break;
	case FP_MD_LIST:
		if (cmark_node_get_list_type(n) == CMARK_ORDERED_LIST)
			node->level = cmark_node_get_list_start(n) > 0 ? cmark_node_get_list_start(n) : 1;
		break;
	default:
		break;
	}
}

// libcmark splits text at every character that might have meant something; a run of pieces becomes one node.
static fp_md **end_run(md *m, fp_md **tail, cmark_node *first)
{
	if (!first)
		return tail;
	fp_md **next = add(m, tail, FP_MD_TEXT, first);
	(*tail)->text = keep(m, fp_buf_view(&m->run));
	fp_buf_clear(&m->run);
	if ((*tail)->text.n)
		return next;
	*tail = NULL;  // there were only marks
	return tail;
}

// ---------------------------------------------------------------- what is nested too deeply
// Everything below n as one text. libcmark's iterator does not recurse.
static fp_str flat_text(md *m, cmark_node *n)
{
	cmark_iter *iter = cmark_iter_new(n);
	cmark_event_type event;
	while ((event = cmark_iter_next(iter)) != CMARK_EVENT_DONE) {
		cmark_node *at = cmark_iter_get_node(iter);
		cmark_node_type type = cmark_node_get_type(at);
		bool wanted = type == CMARK_NODE_TEXT || type == CMARK_NODE_CODE || type == CMARK_NODE_CODE_BLOCK;
		if (event == CMARK_EVENT_ENTER && wanted)
			fp_buf_z(&m->run, cmark_node_get_literal(at));
		else if (event == CMARK_EVENT_ENTER && type == CMARK_NODE_SOFTBREAK)
			fp_buf_c(&m->run, ' ');
		else if (type <= CMARK_NODE_LAST_BLOCK && event == CMARK_EVENT_EXIT && m->run.n && m->run.p[m->run.n - 1] != '\n')
			fp_buf_c(&m->run, '\n');
	}
	fp_str s = keep(m, fp_str_trim(fp_buf_view(&m->run)));
	fp_buf_clear(&m->run);
	return s;
}

static fp_md **add_flat(md *m, fp_md **tail, cmark_node *n)
{
	fp_md **next;
	if (cmark_node_get_type(n) <= CMARK_NODE_LAST_BLOCK) {
		next = add(m, tail, FP_MD_PARA, n);
		tail = &(*tail)->child;
		add(m, tail, FP_MD_TEXT, n);
	} else {
		next = add(m, tail, FP_MD_TEXT, n);
	}
	(*tail)->text = flat_text(m, n);
	return next;
}

// ---------------------------------------------------------------- the walk
static fp_md **add_node(md *m, fp_md **tail, cmark_node *n, int depth);

// The children of n; returns where the next sibling goes.
static fp_md **add_children(md *m, fp_md **tail, cmark_node *n, int depth)
{
	cmark_node *run = NULL;
	for (cmark_node *c = cmark_node_first_child(n); c; c = cmark_node_next(c)) {
		if (is_mark(m, c))
			continue;
		if (cmark_node_get_type(c) == CMARK_NODE_TEXT) {
			run = run ? run : c;
			fp_buf_z(&m->run, cmark_node_get_literal(c));
			continue;
		}
		tail = end_run(m, tail, run);
		run = NULL;
		tail = add_node(m, tail, c, depth);
	}
	return end_run(m, tail, run);
}

// ---------------------------------------------------------------- tables
// libcmark reads a table as a paragraph; its lines are looked up in the text.
typedef struct {
	uint32_t from, to;  // lines of the paragraph
	uint32_t header;    // the header's line; the delimiter row is the next
	size_t column;      // where the paragraph begins in its first line
} table;

static void index_lines(md *m)
{
	size_t cap = 0;
	FP_PUSH(m->scratch, m->line_at, m->line_n, cap) = 0;
	for (size_t i = 0; i < m->text.n; i++) {
		if (m->text.p[i] != '\n')
			continue;
		if (fp_arena_over(m->scratch, NULL))
			longjmp(m->stop, 1);
		FP_PUSH(m->scratch, m->line_at, m->line_n, cap) = i + 1;
	}
}

// A line of the paragraph without what belongs to the quotes and lists around it.
static fp_str paragraph_line(const md *m, const table *t, uint32_t line)
{
	if (line >= m->line_n)
		return FP_STR("");
	fp_str s = fp_str_sub(fp_buf_view(&m->text), m->line_at[line - 1], m->line_at[line] - 1);
	if (line == t->from)
		return fp_str_trim(fp_str_sub(s, t->column, s.n));
	size_t i = 0;
	while (i < s.n && (s.p[i] == ' ' || s.p[i] == '\t' || s.p[i] == '>'))
		i++;
	return fp_str_trim(fp_str_sub(s, i, s.n));
}

static bool find_table(md *m, cmark_node *n, table *t)
{
	int from = cmark_node_get_start_line(n), to = cmark_node_get_end_line(n), column = cmark_node_get_start_column(n);
	if (m->line || from < 1 || to <= from || column < 1)
		return false;
	if (!m->line_at)
		index_lines(m);
	*t = (table){.from = (uint32_t)from, .to = (uint32_t)to, .column = (size_t)column - 1};
	fp_str above = paragraph_line(m, t, t->from);
	for (t->header = t->from; t->header < t->to; t->header++) {
		fp_str below = paragraph_line(m, t, t->header + 1);
		if (fp_str_has(above, FP_STR("|")) && fp_str_has(below, FP_STR("-")) &&
		    fp_md_is_delimiter(fp_md_row(below), fp_md_row_cells(fp_md_row(above))))
			return true;
		above = below;
	}
	return false;
}

// The lines above the header, and all cells, as heading lines of one document: read in one go, as inlines only.
static cmark_node *read_cells(md *m, const table *t, size_t columns)
{
	fp_buf cells = {.max = PREPARED_MOST};
	for (uint32_t line = t->from; line <= t->to; line++) {
		fp_str row = paragraph_line(m, t, line), cell;
		if (line < t->header)
			fp_md_cell_as_heading(&cells, row);
		if (line < t->header || line == t->header + 1)
			continue;
		row = fp_md_row(row);
		for (size_t i = 0; i < columns && fp_md_cell(&row, &cell); i++)
			fp_md_cell_as_heading(&cells, cell);
	}
	if (cells.n >= fp_arena_left(m->scratch) || cells.over) {
		fp_buf_free(&cells);
		longjmp(m->stop, 1);
	}
	return cmark_node_first_child(cmark_tree(fp_buf_take(&cells, m->scratch)));
}

static fp_md **add_row(md *m, fp_md **tail, fp_str line, fp_str delimiter, cmark_node **read, int depth)
{
	fp_str row = fp_md_row(line), cell, dashes = {0};
	fp_md **next = add(m, tail, FP_MD_ROW, NULL);
	fp_md **cells = &(*tail)->child;
	while (fp_md_cell(&delimiter, &dashes) && fp_md_cell(&row, &cell) && *read) {
		fp_md **after = add(m, cells, FP_MD_CELL, NULL);
		(*cells)->level = fp_md_alignment(dashes);
		add_children(m, &(*cells)->child, *read, depth + 3);
		cells = after;
		*read = cmark_node_next(*read);
	}
	return next;
}

static fp_md **add_table(md *m, fp_md **tail, cmark_node *n, const table *t, int depth)
{
	fp_str delimiter = fp_md_row(paragraph_line(m, t, t->header + 1));
	cmark_node *read = read_cells(m, t, fp_md_row_cells(delimiter));
	if (t->header > t->from) {
		fp_md **next = add(m, tail, FP_MD_PARA, n), **inner = &(*tail)->child;
		(*tail)->end_line = t->header - 1;
		for (m->line = t->from; m->line < t->header && read; m->line++, read = cmark_node_next(read)) {
			if (m->line > t->from)
				inner = add(m, inner, FP_MD_SOFTBREAK, NULL);
			inner = add_children(m, inner, read, depth + 1);
		}
		m->line = 0;
		tail = next;
	}
	fp_md **next = add(m, tail, FP_MD_TABLE, n);
	(*tail)->line = t->header;
	fp_md **rows = &(*tail)->child;
	for (m->line = t->header; m->line <= t->to; m->line++)
		if (m->line != t->header + 1)
			rows = add_row(m, rows, paragraph_line(m, t, m->line), delimiter, &read, depth);
	m->line = 0;
	return next;
}

static fp_md **add_node(md *m, fp_md **tail, cmark_node *n, int depth)
{
	table t;
	fp_md_kind kind = kind_of(n);
	// A list is given up one level early, because its items cannot be.
	if (cmark_node_first_child(n) && depth >= FP_MD_DEPTH - (kind == FP_MD_LIST))
		return add_flat(m, tail, n);
	if (kind == FP_MD_PARA && find_table(m, n, &t))
		return add_table(m, tail, n, &t, depth);
	fp_md **next = add(m, tail, kind, n);
	fill(m, *tail, n);
	add_children(m, &(*tail)->child, n, depth + 1);
	return next;
}

fp_md *fp_md_parse(fp_arena *a, fp_str source, fp_err *err)
{
	if (source.n > SOURCE_MOST) {
		fp_fail(err, FP_LIMIT, fp_tr("Markdown 文本大于上限 %zu MiB；请拆成几份",
		                             "Markdown text larger than the limit of %zu MiB; split it"), SOURCE_MOST >> 20);
		return NULL;
	}
	md *m = fp_xmalloc(sizeof *m);  // not on this frame, whose locals a jump may spoil
	*m = (md){.a = a, .scratch = fp_arena_new(SCRATCH_MOST), .text = {.max = PREPARED_MOST}};
	fp_md *volatile doc = NULL;
	md *outer = running;
	running = m;
	if (setjmp(m->stop) == 0) {
		fp_md *tree = NULL;
		fp_md_mark(source, m->mark);
		fp_md_prepare(&m->text, source, m->mark);
		m->marked = fp_str_has(fp_buf_view(&m->text), fp_s(m->mark));
		if (!m->text.over)
			add_node(m, &tree, cmark_tree(fp_buf_view(&m->text)), 0);
		doc = tree;
	}
	if (!doc && !fp_arena_over(a, err))
		fp_fail(err, FP_LIMIT, fp_tr("Markdown 结构过于复杂，超过内存上限；请拆成几份",
		                             "Markdown so intricate that it passes the memory limit; split it"));
	running = outer;
	fp_buf_free(&m->text);
	fp_buf_free(&m->run);
	fp_arena_free(m->scratch);
	free(m);
	return doc;
}

// ---------------------------------------------------------------- plain text
static void add_text(fp_buf *b, const fp_md *node)
{
	switch (node->kind) {
	case FP_MD_TEXT: case FP_MD_CODESPAN: case FP_MD_CODE:
		fp_buf_str(b, node->text);
		break;
	case FP_MD_SOFTBREAK:
		fp_buf_c(b, ' ');
		break;
	case FP_MD_BREAK:
		fp_buf_c(b, '\n');
		break;
	case FP_MD_INLINE_HTML:
		if (fp_str_starts(node->text, "<br"))  // the usual way to break a line in a table
			fp_buf_c(b, '\n');
		break;
	default:
		break;
	}
	for (const fp_md *c = node->child; c; c = c->next) {
		add_text(b, c);
		if (c->next && c->kind == FP_MD_CELL)
			fp_buf_c(b, ' ');
		else if (c->next && c->kind < FP_MD_TEXT && b->n && b->p[b->n - 1] != '\n')
			fp_buf_c(b, '\n');
	}
}

fp_str fp_md_text(fp_arena *a, const fp_md *node)
{
	fp_buf b = {0};
	add_text(&b, node);
	while (b.n && b.p[b.n - 1] == '\n')
		b.n--;
	return fp_buf_take(&b, a);
}
