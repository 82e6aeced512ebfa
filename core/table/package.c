// The package of a workbook: a zip in memory whose parts are read as streams of XML events, with limits against bombs.
#include <libxml/parser.h>
#include <string.h>
#include <zip.h>

#include "base/late.h"
#include "table/xlsx_priv.h"

// Only workbooks need the two libraries, so they are opened when one is read.
static fp_late libzip = {.file = FP_SO_ZIP, .remedy = "libzip"};
static fp_late libxml = {.file = FP_SO_XML, .remedy = "libxml2"};
#define zip_discard FP_LATE(libzip, zip_discard)
#define zip_error_code_zip FP_LATE(libzip, zip_error_code_zip)
#define zip_error_fini FP_LATE(libzip, zip_error_fini)
#define zip_error_init FP_LATE(libzip, zip_error_init)
#define zip_error_init_with_code FP_LATE(libzip, zip_error_init_with_code)
#define zip_error_strerror FP_LATE(libzip, zip_error_strerror)
#define zip_fclose FP_LATE(libzip, zip_fclose)
#define zip_file_get_error FP_LATE(libzip, zip_file_get_error)
#define zip_fopen_index FP_LATE(libzip, zip_fopen_index)
#define zip_fread FP_LATE(libzip, zip_fread)
#define zip_get_error FP_LATE(libzip, zip_get_error)
#define zip_get_num_entries FP_LATE(libzip, zip_get_num_entries)
#define zip_name_locate FP_LATE(libzip, zip_name_locate)
#define zip_open_from_source FP_LATE(libzip, zip_open_from_source)
#define zip_source_buffer_create FP_LATE(libzip, zip_source_buffer_create)
#define zip_source_free FP_LATE(libzip, zip_source_free)
#define xmlCreatePushParserCtxt FP_LATE(libxml, xmlCreatePushParserCtxt)
#define xmlCtxtUseOptions FP_LATE(libxml, xmlCtxtUseOptions)
#define xmlFreeDoc FP_LATE(libxml, xmlFreeDoc)
#define xmlFreeParserCtxt FP_LATE(libxml, xmlFreeParserCtxt)
#define xmlParseChunk FP_LATE(libxml, xmlParseChunk)
#define xmlStopParser FP_LATE(libxml, xmlStopParser)

#define PIECE 65536
#define PARTS_MAX 10000
#define INFLATED_MAX ((uint64_t)2 << 30)   // bytes of all parts that were read
#define RATIO_MAX 400                      // inflated to packed, once there is
#define RATIO_FROM ((uint64_t)64 << 20)    // that much; sheets of blank cells reach about 60

struct fp_package {
	fp_arena *a;
	fp_str name;
	uint64_t size, inflated;
	zip_t *zip;
};

struct fp_attributes {
	const xmlChar **v;   // name, prefix, uri, from, to
	int n;
};

struct fp_xml {
	fp_package *p;
	zip_file_t *file;
	xmlParserCtxtPtr parser;
	const fp_xml_events *events;
	void *ctx;
	const char *part;
	bool doctype;
	char piece[PIECE];
};

// ---------------------------------------------------------------- zip

static bool no_zip(fp_package *p, int code, fp_err *err)
{
	zip_error_t e;
	zip_error_init_with_code(&e, code);
	fp_fail(err, FP_INVALID, fp_tr("%.*s：不是完整的 xlsx 文件（%s）；请重新导出或另存一份", "%.*s: not a whole xlsx file (%s); export or save it again"), FP_ARG(p->name), zip_error_strerror(&e));
	zip_error_fini(&e);
	return false;
}

fp_package *fp_package_open(fp_arena *a, fp_str name, fp_str bytes, fp_err *err)
{
	fp_package *p = FP_NEW(a, fp_package);
	zip_error_t e;
	if (!fp_late_open(&libzip, err) || !fp_late_open(&libxml, err))
		return NULL;
	*p = (fp_package){.a = a, .name = name, .size = bytes.n};
	zip_error_init(&e);
	zip_source_t *src = zip_source_buffer_create(bytes.p, bytes.n, 0, &e);
	p->zip = src ? zip_open_from_source(src, ZIP_RDONLY, &e) : NULL;
	if (!p->zip) {
		no_zip(p, zip_error_code_zip(&e), err);
		zip_source_free(src);
	} else if (zip_get_num_entries(p->zip, 0) > PARTS_MAX) {
		fp_fail(err, FP_LIMIT, fp_tr("%.*s：压缩包里超过 %d 个文件", "%.*s: more than %d files in the package"), FP_ARG(name), PARTS_MAX);
		zip_discard(p->zip);
		p->zip = NULL;
	}
	zip_error_fini(&e);
	return p->zip ? p : NULL;
}

void fp_package_close(fp_package *p)
{
	if (p && p->zip)
		zip_discard(p->zip);
	if (p)
		p->zip = NULL;
}

bool fp_package_has(const fp_package *p, const char *part)
{
	return zip_name_locate(p->zip, part, ZIP_FL_NOCASE) >= 0;
}

static bool too_much(fp_package *p, zip_int64_t n, fp_err *err)
{
	p->inflated += (uint64_t)n;
	if (p->inflated <= INFLATED_MAX && (p->inflated < RATIO_FROM || p->inflated / RATIO_MAX <= p->size))
		return false;
	fp_fail(err, FP_LIMIT, fp_tr("%.*s：解压后太大（%llu MB），像是压缩炸弹；请拆成几份或另存为 CSV", "%.*s: too large when unpacked (%llu MB), it looks like a zip bomb; split it or save it as CSV"), FP_ARG(p->name),
	        (unsigned long long)(p->inflated >> 20));
	return true;
}

// ---------------------------------------------------------------- XML events

fp_str fp_attribute(const fp_attributes *at, const char *name)
{
	for (int i = 0; i < at->n; i++) {
		const xmlChar **v = at->v + 5 * i;
		if (!strcmp((const char *)v[0], name))
			return (fp_str){(const char *)v[3], (size_t)(v[4] - v[3])};
	}
	return (fp_str){0};
}

static void on_start(void *user, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri, int ns_n, const xmlChar **ns, int n, int defaulted, const xmlChar **v)
{
	fp_xml *x = user;
	(void)prefix, (void)uri, (void)ns_n, (void)ns, (void)defaulted;
	if (x->events->start)
		x->events->start(x->ctx, (const char *)name, &(fp_attributes){v, n});
}

static void on_end(void *user, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri)
{
	fp_xml *x = user;
	(void)prefix, (void)uri;
	if (x->events->end)
		x->events->end(x->ctx, (const char *)name);
}

static void on_text(void *user, const xmlChar *p, int n)
{
	fp_xml *x = user;
	if (x->events->text && n > 0)
		x->events->text(x->ctx, (fp_str){(const char *)p, (size_t)n});
}

// Entities are declared in a document type; without one there are none to blow up.
static void on_doctype(void *user, const xmlChar *name, const xmlChar *id, const xmlChar *system)
{
	fp_xml *x = user;
	(void)name, (void)id, (void)system;
	x->doctype = true;
	xmlStopParser(x->parser);
}

static void be_quiet(void *user, const char *fmt, ...)
{
	(void)user, (void)fmt;
}

static bool open_entry(fp_xml *x, fp_err *err)
{
	fp_package *p = x->p;
	zip_int64_t i = zip_name_locate(p->zip, x->part, ZIP_FL_NOCASE);
	if (i < 0)
		return fp_fail(err, FP_NOT_FOUND, fp_tr("%.*s：xlsx 里缺少 %s；请重新导出", "%.*s: %s is missing in the workbook; export it again"), FP_ARG(p->name), x->part);
	x->file = zip_fopen_index(p->zip, (zip_uint64_t)i, 0);
	if (x->file)
		return true;
	int code = zip_error_code_zip(zip_get_error(p->zip));
	if (code == ZIP_ER_NOPASSWD || code == ZIP_ER_WRONGPASSWD)
		return fp_fail(err, FP_INVALID, fp_tr("%.*s：文件有密码；请打开后去掉密码另存", "%.*s: the file has a password; open it and save it without"), FP_ARG(p->name));
	return no_zip(p, code, err);
}

fp_xml *fp_xml_open(fp_package *p, const char *part, const fp_xml_events *events, void *ctx, fp_err *err)
{
	xmlSAXHandler sax = {.initialized = XML_SAX2_MAGIC, .startElementNs = on_start, .endElementNs = on_end, .characters = on_text, .cdataBlock = on_text, .ignorableWhitespace = on_text,
	                     .internalSubset = on_doctype, .warning = be_quiet, .error = be_quiet, .fatalError = be_quiet};
	fp_xml *x = fp_xmalloc(sizeof *x);
	*x = (fp_xml){.p = p, .events = events, .ctx = ctx, .part = part};
	if (!open_entry(x, err)) {
		fp_xml_close(x);
		return NULL;
	}
	x->parser = xmlCreatePushParserCtxt(&sax, x, NULL, 0, NULL);
	if (!x->parser)
		fp_bug("xmlCreatePushParserCtxt");
	xmlCtxtUseOptions(x->parser, XML_PARSE_NONET | XML_PARSE_NOENT);
	return x;
}

bool fp_xml_step(fp_xml *x, fp_err *err)
{
	zip_int64_t n = zip_fread(x->file, x->piece, PIECE);
	fp_str name = x->p->name;
	if (n < 0)
		return no_zip(x->p, zip_error_code_zip(zip_file_get_error(x->file)), err);
	if (too_much(x->p, n, err))
		return false;
	int bad = xmlParseChunk(x->parser, x->piece, (int)n, n == 0);
	if (x->doctype)
		return fp_fail(err, FP_INVALID, fp_tr("%.*s：%s 里有文档类型声明，正常的 xlsx 没有；不读", "%.*s: %s declares a document type, which no proper workbook does; not read"), FP_ARG(name), x->part);
	if (bad)
		return fp_fail(err, FP_INVALID, fp_tr("%.*s：%s 第 %d 行的 XML 坏了；请重新导出", "%.*s: broken XML in %s, line %d; export it again"), FP_ARG(name), x->part, x->parser->input ? x->parser->input->line : 0);
	return n > 0;
}

void fp_xml_close(fp_xml *x)
{
	if (!x)
		return;
	if (x->parser) {
		if (x->parser->myDoc)
			xmlFreeDoc(x->parser->myDoc);
		xmlFreeParserCtxt(x->parser);
	}
	if (x->file)
		zip_fclose(x->file);
	free(x);
}

bool fp_xml_all(fp_package *p, const char *part, const fp_xml_events *events, void *ctx, fp_err *err)
{
	fp_err e = {0};
	fp_xml *x = fp_xml_open(p, part, events, ctx, &e);
	while (x && fp_xml_step(x, &e))
		;
	fp_xml_close(x);
	if (e.code)
		fp_fail(err, e.code, "%s", e.msg);
	return !e.code;
}
