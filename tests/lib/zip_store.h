// A zip of texts, stored as they are: workbooks for tests and fuzzers without a foreign writer.
//
//	zip_store z = {0};
//	zip_put(&z, "xl/workbook.xml", FP_STR("<workbook/>"));
//	fp_str bytes = zip_end(&z);      // lives until zip_free(&z)
#ifndef ZIP_STORE_H
#define ZIP_STORE_H
#include <string.h>
#include <zlib.h>

#include "base/base.h"

typedef struct {
	fp_buf body, index;
	size_t n;
} zip_store;

static inline void zip_u16(fp_buf *b, size_t v)
{
	fp_buf_c(b, (char)(v & 255));
	fp_buf_c(b, (char)(v >> 8 & 255));
}

static inline void zip_u32(fp_buf *b, size_t v)
{
	zip_u16(b, v & 0xFFFF);
	zip_u16(b, v >> 16 & 0xFFFF);
}

// What the local head and the entry of the index have in common: version .. length of the name.
static inline void zip_head(fp_buf *b, const char *name, fp_str text)
{
	zip_u16(b, 20), zip_u16(b, 0), zip_u16(b, 0), zip_u16(b, 0), zip_u16(b, 33);
	zip_u32(b, crc32(0, (const unsigned char *)text.p, (uInt)text.n));
	zip_u32(b, text.n), zip_u32(b, text.n);
	zip_u16(b, strlen(name));
}

static inline void zip_put(zip_store *z, const char *name, fp_str text)
{
	size_t at = z->body.n;
	zip_u32(&z->body, 0x04034b50);
	zip_head(&z->body, name, text);
	zip_u16(&z->body, 0);
	fp_buf_z(&z->body, name);
	fp_buf_str(&z->body, text);
	zip_u32(&z->index, 0x02014b50), zip_u16(&z->index, 20);
	zip_head(&z->index, name, text);
	zip_u16(&z->index, 0), zip_u16(&z->index, 0), zip_u16(&z->index, 0), zip_u16(&z->index, 0);
	zip_u32(&z->index, 0), zip_u32(&z->index, at);
	fp_buf_z(&z->index, name);
	z->n++;
}

static inline fp_str zip_end(zip_store *z)
{
	size_t at = z->body.n;
	fp_buf_str(&z->body, fp_buf_view(&z->index));
	zip_u32(&z->body, 0x06054b50), zip_u16(&z->body, 0), zip_u16(&z->body, 0);
	zip_u16(&z->body, z->n), zip_u16(&z->body, z->n), zip_u32(&z->body, z->index.n), zip_u32(&z->body, at), zip_u16(&z->body, 0);
	return fp_buf_view(&z->body);
}

static inline void zip_free(zip_store *z)
{
	fp_buf_free(&z->body);
	fp_buf_free(&z->index);
}

#define ZIP_RELS "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">"
#define ZIP_REL(id, type, target) "<Relationship Id=\"" id "\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/" type "\" Target=\"" target "\"/>"

// The parts that every workbook has: its relations. `sheets`: how many, at most 3.
static inline void zip_workbook(zip_store *z, int sheets, fp_str workbook, fp_str shared, fp_str styles)
{
	static const char *const rels[] = {ZIP_REL("r1", "worksheet", "worksheets/sheet1.xml"), ZIP_REL("r2", "worksheet", "/xl/worksheets/sheet2.xml"), ZIP_REL("r3", "worksheet", "../xl/worksheets/sheet3.xml")};
	fp_buf b = {0};
	zip_put(z, "_rels/.rels", FP_STR(ZIP_RELS ZIP_REL("r1", "officeDocument", "xl/workbook.xml") "</Relationships>"));
	zip_put(z, "xl/workbook.xml", workbook);
	fp_buf_z(&b, ZIP_RELS ZIP_REL("s", "sharedStrings", "sharedStrings.xml") ZIP_REL("t", "styles", "styles.xml"));
	for (int i = 0; i < sheets; i++)
		fp_buf_z(&b, rels[i]);
	fp_buf_z(&b, "</Relationships>");
	zip_put(z, "xl/_rels/workbook.xml.rels", fp_buf_view(&b));
	if (shared.n)
		zip_put(z, "xl/sharedStrings.xml", shared);
	if (styles.n)
		zip_put(z, "xl/styles.xml", styles);
	fp_buf_free(&b);
}
#endif
