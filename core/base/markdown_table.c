// markdown_table: the rows of a pipe table.
#include "base/markdown_priv.h"

// The first bar that is not escaped, or s.n.
static size_t bar(fp_str s)
{
	size_t i = 0;
	while (i < s.n && s.p[i] != '|')
		i += s.p[i] == '\\' && i + 1 < s.n ? 2 : 1;
	return i;
}

fp_str fp_md_row(fp_str line)
{
	line = fp_str_trim(line);
	if (fp_str_starts(line, "|"))
		line = fp_str_sub(line, 1, line.n);
	size_t backslashes = 0;
	while (backslashes + 1 < line.n && line.p[line.n - 2 - backslashes] == '\\')
		backslashes++;
	if (fp_str_ends(line, "|") && backslashes % 2 == 0)
		line.n--;
	return line;
}

bool fp_md_cell(fp_str *row, fp_str *cell)
{
	if (!row->p)
		return false;
	size_t at = bar(*row);
	*cell = fp_str_trim(fp_str_sub(*row, 0, at));
	*row = at < row->n ? fp_str_sub(*row, at + 1, row->n) : (fp_str){0};
	return true;
}

size_t fp_md_row_cells(fp_str row)
{
	size_t n = 0;
	fp_str cell;
	while (fp_md_cell(&row, &cell))
		n++;
	return n;
}

static bool is_dashes(fp_str cell)
{
	if (fp_str_starts(cell, ":"))
		cell = fp_str_sub(cell, 1, cell.n);
	if (fp_str_ends(cell, ":"))
		cell.n--;
	for (size_t i = 0; i < cell.n; i++)
		if (cell.p[i] != '-')
			return false;
	return cell.n > 0;
}

bool fp_md_is_delimiter(fp_str row, size_t n)
{
	fp_str cell;
	size_t cells = 0;
	while (fp_md_cell(&row, &cell))
		if (!is_dashes(cell) || ++cells > n)
			return false;
	return cells == n;
}

int fp_md_alignment(fp_str cell)
{
	bool left = fp_str_starts(cell, ":"), right = fp_str_ends(cell, ":");
	return left && right ? 2 : left ? 1 : right ? 3 : 0;
}

void fp_md_cell_as_heading(fp_buf *out, fp_str cell)
{
	fp_buf_z(out, "# ");
	for (size_t at; (at = (size_t)fp_str_find(cell, FP_STR("\\|"), 0)) < cell.n; cell = fp_str_sub(cell, at + 1, cell.n))
		fp_buf_str(out, fp_str_sub(cell, 0, at));
	// Signs # at the end of a heading line belong to the heading unless escaped.
	char before = cell.n > 1 ? cell.p[cell.n - 2] : ' ';
	bool closing = fp_str_ends(cell, "#") && (before == '#' || before == ' ' || before == '\t');
	fp_buf_str(out, fp_str_sub(cell, 0, cell.n - closing));
	fp_buf_z(out, closing ? "\\#\n" : "\n");
}
