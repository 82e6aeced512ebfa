// markdown: text to a tree of blocks and inlines, through libcmark (the only place that includes its header).
// Used where something is rendered (decks) or where block structure matters beyond sections. Finding sections, turns and
// tasks needs only lines and does not come here. Input is untrusted: nesting deeper than FP_MD_DEPTH is flattened to text.
#ifndef FP_MARKDOWN_H
#define FP_MARKDOWN_H
#include "base/base.h"

#define FP_MD_DEPTH 40

typedef enum {
	FP_MD_DOC, FP_MD_PARA, FP_MD_HEADING, FP_MD_LIST, FP_MD_ITEM, FP_MD_QUOTE, FP_MD_CODE, FP_MD_RULE, FP_MD_HTML,
	FP_MD_TABLE,    // a pipe table, which CommonMark lacks: rows are FP_MD_ROW of FP_MD_CELL; the first row is the header;
	                // no row has more cells than it, but a row may have fewer
	FP_MD_ROW, FP_MD_CELL,
	FP_MD_TEXT, FP_MD_SOFTBREAK, FP_MD_BREAK, FP_MD_CODESPAN, FP_MD_EMPH, FP_MD_STRONG, FP_MD_LINK, FP_MD_IMAGE, FP_MD_INLINE_HTML,
} fp_md_kind;

typedef struct fp_md {
	fp_md_kind kind;
	fp_str text;           // TEXT, CODESPAN, CODE, HTML: literal; LINK, IMAGE: address
	fp_str info;           // CODE: info string
	int level;             // HEADING: 1-6; LIST: start number (at least 1), 0 for bullets;
	                       // CELL: 1 left, 2 centre, 3 right, 0 unsaid
	uint32_t line, end_line;  // from 1, in the source
	struct fp_md *child, *next;
} fp_md;

// Parses; never fails but for LIMIT (source over 8 MiB or the arena's maximum). Emphasis beside Chinese punctuation, which CommonMark
// misses ("**客户：**都"), is recognised.
fp_md *fp_md_parse(fp_arena *a, fp_str source, fp_err *err);
// The plain text of a node and all below it: soft breaks and cell borders as one space, hard breaks and block borders as a
// newline, tags and HTML blocks left out, no newline at the end.
fp_str fp_md_text(fp_arena *a, const fp_md *node);
#endif
