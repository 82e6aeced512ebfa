// markdown, private: what is done to the text before libcmark sees it, and pipe tables, which it does not know.
#ifndef FP_MARKDOWN_PRIV_H
#define FP_MARKDOWN_PRIV_H
#include "base/markdown.h"

// A mark is put where CommonMark needs help. It is a processing instruction ("<?fp?>"), hence inline HTML where inlines
// are read, and it occurs nowhere in the source, so that it can be taken out again wherever it was not read so (code).
#define FP_MD_MARK_MAX 32
void fp_md_mark(fp_str source, char mark[FP_MD_MARK_MAX]);
// Appends the source to `out`, line by line, each ended by one LF (line numbers stay), with
// - a mark beside runs of * that open or close emphasis in Chinese but not by CommonMark's rules ("**客户：**都");
// - a backslash and a mark before a quote or list marker that would nest too deeply, which makes it text.
void fp_md_prepare(fp_buf *out, fp_str source, const char *mark);

// Cuts the next cell of a row of a pipe table off *row (trimmed; a \| does not separate). False at the end.
bool fp_md_cell(fp_str *row, fp_str *cell);
// A row without the bars at its ends.
fp_str fp_md_row(fp_str line);
size_t fp_md_row_cells(fp_str row);
// Whether this is a delimiter row (| --- | :-: |) of exactly n cells.
bool fp_md_is_delimiter(fp_str row, size_t n);
// 1 left, 2 centre, 3 right, 0 unsaid
int fp_md_alignment(fp_str delimiter_cell);
// Appends a cell as a heading line ("# cell"), which is how one cell is read as inlines and nothing else.
void fp_md_cell_as_heading(fp_buf *out, fp_str cell);
#endif
