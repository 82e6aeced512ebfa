// api_text: fupan.text, a thin coat over core/text.
#include "plugin/lua_priv.h"

#include "text/text.h"

#define PHRASES_MOST 100000
#define PHRASE_BYTES_MOST ((size_t)4 << 20)
#define TEXT_MOST ((size_t)1 << 20)   // folding takes some ten times as much memory
#define SET "fupan.Phrases"

static fp_str text_arg(lua_State *L, int i)
{
	fp_str s;
	s.p = luaL_checklstring(L, i, &s.n);
	if (s.n > TEXT_MOST)
		luaL_argerror(L, i, fp_tr("文字超过 1 MiB", "text of more than 1 MiB"));
	return s;
}

// Memory for one function. Nothing in it outlives the function.
static fp_arena *scratch(lua_State *L)
{
	fp_arena *a = fp_box_of(L)->scratch;
	fp_arena_reset(a);
	return a;
}

static void push_str(lua_State *L, fp_str s)
{
	lua_pushlstring(L, s.n ? s.p : "", s.n);
}

static void check_memory(lua_State *L)
{
	fp_box *b = fp_box_of(L);
	if (!fp_arena_over(b->scratch, NULL))
		return;
	b->line = fp_where(L, b->source, sizeof b->source);
	b->over = FP_OVER_MEMORY;
	luaL_error(L, "memory");
}

// ---------------------------------------------------------------- characters

static int api_len(lua_State *L)
{
	lua_pushinteger(L, (lua_Integer)fp_utf8_count(text_arg(L, 1)));
	return 1;
}

// Like string.sub, in characters.
static int api_sub(lua_State *L)
{
	fp_str s = text_arg(L, 1);
	lua_Integer n = (lua_Integer)fp_utf8_count(s), i = luaL_optinteger(L, 2, 1), j = luaL_optinteger(L, 3, -1);
	if (i < 0)
		i = i < -n ? 1 : n + i + 1;
	if (j < 0)
		j = j < -n ? 0 : n + j + 1;
	i = i < 1 ? 1 : i;
	j = j > n ? n : j;
	if (i > j) {
		lua_pushliteral(L, "");
		return 1;
	}
	fp_str head = fp_utf8_prefix(s, (size_t)i - 1);
	push_str(L, fp_utf8_prefix(fp_str_sub(s, head.n, s.n), (size_t)(j - i + 1)));
	return 1;
}

static int api_width(lua_State *L)
{
	lua_pushinteger(L, (lua_Integer)fp_str_width(text_arg(L, 1)));
	return 1;
}

// ---------------------------------------------------------------- words

static int api_normalize(lua_State *L)
{
	fp_folded f = fp_fold(scratch(L), text_arg(L, 1), false);
	check_memory(L);
	push_str(L, f.text);
	return 1;
}

static int api_contains(lua_State *L)
{
	fp_arena *a = scratch(L);
	fp_str text = fp_fold(a, text_arg(L, 1), false).text, part = fp_fold(a, text_arg(L, 2), false).text;
	check_memory(L);
	lua_pushboolean(L, fp_str_find(text, part, 0) >= 0);
	return 1;
}

static int api_sentences(lua_State *L)
{
	fp_str s = text_arg(L, 1);
	fp_match *m;
	size_t n = fp_sentences(scratch(L), s, &m);
	check_memory(L);
	lua_createtable(L, (int)n, 0);
	for (size_t i = 0; i < n; i++) {
		push_str(L, fp_str_sub(s, m[i].start, m[i].end));
		lua_rawseti(L, -2, (lua_Integer)i + 1);
	}
	return 1;
}

static int api_similarity(lua_State *L)
{
	fp_str x = text_arg(L, 1), y = text_arg(L, 2);
	double d = fp_similarity(scratch(L), x, y);
	check_memory(L);
	lua_pushnumber(L, d);
	return 1;
}

// ---------------------------------------------------------------- phrase sets
// The userdata holds the set; its user value the list {text, ...} and, at negative keys, the ids.

typedef struct {
	fp_phrases *set;
	size_t bytes;
} phrases;

static int phrases_gc(lua_State *L)
{
	phrases *p = lua_touserdata(L, 1);
	fp_phrases_free(p->set);
	p->set = NULL;
	fp_box_of(L)->phrases -= p->bytes;
	p->bytes = 0;
	return 0;
}

static void push_hit(lua_State *L, int list, const fp_phrase_hit *h, fp_str text)
{
	lua_Integer id = (lua_Integer)h->id + 1;
	lua_createtable(L, 0, 8);
	lua_pushinteger(L, id);
	lua_setfield(L, -2, "index");
	lua_rawgeti(L, list, id);
	lua_setfield(L, -2, "phrase");
	if (lua_rawgeti(L, list, -id) != LUA_TNIL)
		lua_setfield(L, -2, "id");
	else
		lua_pop(L, 1);
	lua_pushinteger(L, (lua_Integer)h->start + 1);
	lua_setfield(L, -2, "start");
	lua_pushinteger(L, (lua_Integer)h->end);
	lua_setfield(L, -2, "stop");
	push_str(L, fp_str_sub(text, h->start, h->end));
	lua_setfield(L, -2, "text");
	lua_pushboolean(L, h->negated);
	lua_setfield(L, -2, "negated");
	lua_pushboolean(L, h->quoted);
	lua_setfield(L, -2, "quoted");
}

static int phrases_scan(lua_State *L)
{
	phrases *p = luaL_checkudata(L, 1, SET);
	fp_str text = text_arg(L, 2);
	fp_phrase_hit *hits;
	size_t n = fp_phrases_scan(p->set, scratch(L), text, &hits);
	check_memory(L);
	lua_settop(L, 2);
	lua_getiuservalue(L, 1, 1);
	lua_createtable(L, (int)n, 0);
	for (size_t i = 0; i < n; i++) {
		push_hit(L, 3, &hits[i], text);
		lua_rawseti(L, 4, (lua_Integer)i + 1);
	}
	return 1;
}

// Leaves the phrase's text (and id or nil) on the stack.
static void push_phrase(lua_State *L, lua_Integer i)
{
	bool plain = lua_geti(L, 1, i) == LUA_TSTRING;
	if (plain) {
		lua_pushnil(L);
	} else if (lua_istable(L, -1)) {
		lua_getfield(L, -1, "text");
		lua_getfield(L, -2, "id");
		lua_remove(L, -3);
	}
	if (lua_type(L, -2) != LUA_TSTRING || !lua_rawlen(L, -2))
		luaL_error(L, fp_tr("fupan.text.phrases：第 %I 项应当是非空文字或 {text=, id=}", "fupan.text.phrases: item %I must be text that is not empty, or {text=, id=}"), i);
}

static void push_set_metatable(lua_State *L)
{
	if (!luaL_newmetatable(L, SET))
		return;
	lua_pushcfunction(L, phrases_gc);
	lua_setfield(L, -2, "__gc");
	lua_pushboolean(L, 0);
	lua_setfield(L, -2, "__metatable");
	lua_newtable(L);
	lua_pushcfunction(L, phrases_scan);
	lua_setfield(L, -2, "scan");
	lua_setfield(L, -2, "__index");
}

static int api_phrases(lua_State *L)
{
	fp_box *b = fp_box_of(L);
	fp_err err = {0};
	luaL_checktype(L, 1, LUA_TTABLE);
	lua_settop(L, 1);
	lua_Integer n = luaL_len(L, 1);
	if (n < 0 || n > PHRASES_MOST)
		return luaL_error(L, fp_tr("短语最多 %d 条", "at most %d phrases"), PHRASES_MOST);
	phrases *p = lua_newuserdatauv(L, sizeof *p, 1);
	*p = (phrases){0};
	push_set_metatable(L);
	lua_setmetatable(L, 2);
	lua_createtable(L, (int)n, 0);
	fp_str *list = lua_newuserdatauv(L, ((size_t)n + 1) * sizeof *list, 0);
	size_t bytes = 0;
	for (lua_Integer i = 1; i <= n; i++) {
		push_phrase(L, i);
		list[i - 1].p = lua_tolstring(L, -2, &list[i - 1].n);  // kept alive by the list
		bytes += list[i - 1].n;
		lua_rawseti(L, 3, -i);
		lua_rawseti(L, 3, i);
	}
	if (bytes > PHRASE_BYTES_MOST - (b->phrases < PHRASE_BYTES_MOST ? b->phrases : PHRASE_BYTES_MOST))
		return luaL_error(L, fp_tr("一个插件的短语合计最多 %d MiB", "the phrases of a plugin may have %d MiB in all"), (int)(PHRASE_BYTES_MOST >> 20));
	p->set = fp_phrases_new(list, (size_t)n, &err);
	if (!p->set)
		return luaL_error(L, "fupan.text.phrases: %s", err.msg);
	p->bytes = bytes;
	b->phrases += bytes;
	lua_pushvalue(L, 3);
	lua_setiuservalue(L, 2, 1);
	lua_settop(L, 2);
	return 1;
}

// ---------------------------------------------------------------- clusters

static fp_str doc_field(lua_State *L, fp_arena *a, lua_Integer i, const char *name)
{
	fp_str s = {0};
	if (lua_getfield(L, -1, name) == LUA_TSTRING)
		s.p = lua_tolstring(L, -1, &s.n);
	else if (!lua_isnil(L, -1))
		luaL_error(L, fp_tr("fupan.text.clusters：第 %I 项的 %s 应当是文字", "fupan.text.clusters: item %I: %s must be text"), i, name);
	s = fp_str_dup(a, s);
	lua_pop(L, 1);
	return s;
}

static fp_cluster_options cluster_options(lua_State *L)
{
	fp_cluster_options o = {0};
	if (lua_isnoneornil(L, 2))
		return o;
	luaL_checktype(L, 2, LUA_TTABLE);
	lua_getfield(L, 2, "threshold");
	o.threshold = luaL_optnumber(L, -1, 0);
	lua_getfield(L, 2, "min_size");
	lua_Integer least = luaL_optinteger(L, -1, 0);
	o.min_size = least > 0 ? (size_t)least : 0;
	lua_pop(L, 2);
	return o;
}

static void push_cluster(lua_State *L, const fp_cluster *c)
{
	lua_createtable(L, 0, 5);
	lua_createtable(L, (int)c->n, 0);
	for (size_t i = 0; i < c->n; i++) {
		lua_pushinteger(L, (lua_Integer)c->member[i] + 1);
		lua_rawseti(L, -2, (lua_Integer)i + 1);
	}
	lua_setfield(L, -2, "members");
	lua_pushinteger(L, (lua_Integer)c->medoid + 1);
	lua_setfield(L, -2, "medoid");
	lua_pushnumber(L, c->cohesion);
	lua_setfield(L, -2, "cohesion");
	push_str(L, c->title);
	lua_setfield(L, -2, "title");
	lua_createtable(L, (int)c->phrase_n, 0);
	for (size_t i = 0; i < c->phrase_n; i++) {
		push_str(L, c->phrase[i]);
		lua_rawseti(L, -2, (lua_Integer)i + 1);
	}
	lua_setfield(L, -2, "phrases");
}

static int api_clusters(lua_State *L)
{
	fp_arena *a = scratch(L);
	fp_err err = {0};
	fp_cluster *out;
	size_t found;
	luaL_checktype(L, 1, LUA_TTABLE);
	fp_cluster_options o = cluster_options(L);
	lua_Integer n = luaL_len(L, 1);
	if (n < 0 || n > 200000)
		return luaL_error(L, fp_tr("fupan.text.clusters：最多 %d 项", "fupan.text.clusters: at most %d items"), 200000);
	fp_doc *docs = FP_NEW_N(a, fp_doc, (size_t)n + 1);
	for (lua_Integer i = 1; i <= n; i++) {
		if (lua_geti(L, 1, i) != LUA_TTABLE)
			return luaL_error(L, fp_tr("fupan.text.clusters：第 %I 项应当是 {title=, body=}", "fupan.text.clusters: item %I must be {title=, body=}"), i);
		docs[i - 1] = (fp_doc){doc_field(L, a, i, "title"), doc_field(L, a, i, "body")};
		lua_pop(L, 1);
		check_memory(L);
	}
	if (!fp_clusters(a, docs, (size_t)n, &o, &out, &found, &err))
		return luaL_error(L, "fupan.text.clusters: %s", err.msg);
	check_memory(L);
	lua_createtable(L, (int)found, 0);
	for (size_t i = 0; i < found; i++) {
		push_cluster(L, &out[i]);
		lua_rawseti(L, -2, (lua_Integer)i + 1);
	}
	return 1;
}

// ---------------------------------------------------------------- the table

const fp_api fp_api_text[] = {
	{"fupan.text.phrases", "@param list (string|{text: string, id: any})[]\n@return fupan.Phrases",
	 "把很多短语编成一组，一遍扫完全部。“A…B” 指 8 个字内先 A 后 B。在文件开头做一次。",
	 "Compiles many phrases into a set that finds all of them in one pass. \"A…B\" is A then B within 8 characters. Do it once, at the top.",
	 "local set = fupan.text.phrases{'退款', {text='不处理', id='refuse'}} assert(#set:scan('要求退款') == 1)", 1, api_phrases},
	{"fupan.Phrases:scan", "@param text string\n@return fupan.Hit[]",
	 "找出全部命中，按位置排列；text:sub(start, stop) 就是原文。negated：前面有否定词；quoted：在引号里或是转述。",
	 "All hits by position; text:sub(start, stop) is the hit. negated: a negation stands before it; quoted: inside quotation marks or reported.",
	 "local s = '客服说退款' local h = fupan.text.phrases{'退款'}:scan(s)[1] assert(h.index == 1 and s:sub(h.start, h.stop) == '退款' and h.phrase == '退款')", 1,
	 phrases_scan},
	{"fupan.text.normalize", "@param s string\n@return string", "繁体转简体、全角转半角、大写转小写。", "Traditional to simplified, full width to half width, upper to lower case.",
	 "assert(fupan.text.normalize('ＡＢＣ退貨') == 'abc退货')", 1, api_normalize},
	{"fupan.text.contains", "@param s string\n@param part string\n@return boolean", "s 里有没有 part（两边都先 normalize）。",
	 "Whether part occurs in s, both normalised.", "assert(fupan.text.contains('要求退貨', '退货') and not fupan.text.contains('abc', 'd'))", 1, api_contains},
	{"fupan.text.sentences", "@param s string\n@return string[]", "按句号、问号、叹号和换行分句。", "The sentences, cut at full stops, question and exclamation marks and line ends.",
	 "assert(#fupan.text.sentences('东西坏了。什么时候退？') == 2)", 1, api_sentences},
	{"fupan.text.len", "@param s string\n@return integer", "字数（不是字节数）。", "The number of characters, not bytes.",
	 "assert(fupan.text.len('退款ok') == 4)", 1, api_len},
	{"fupan.text.sub", "@param s string\n@param i integer\n@param j? integer\n@return string", "第 i 到第 j 个字，负数从末尾数。",
	 "Characters i to j; negative numbers count from the end.", "assert(fupan.text.sub('申请退款', 3) == '退款' and fupan.text.sub('申请退款', -2, -2) == '退')", 1, api_sub},
	{"fupan.text.width", "@param s string\n@return integer", "显示宽度：汉字占 2。", "Columns on a screen: a Han character takes 2.",
	 "assert(fupan.text.width('退款ok') == 6)", 1, api_width},
	{"fupan.text.similarity", "@param a string\n@param b string\n@return number", "两段文字有多像，0 到 1。", "How alike two texts are, 0 to 1.",
	 "assert(fupan.text.similarity('物流停滞三天', '物流停滞三天') > 0.99 and fupan.text.similarity('退款', 'xyz') < 0.01)", 1, api_similarity},
	{"fupan.text.clusters", "@param docs {title: string, body: string}[]\n@param options? {threshold: number, min_size: integer}\n@return fupan.Cluster[]",
	 "把相似的文字分组，大组在前；members 是序号。", "Groups of similar texts, largest first; members are positions in docs.",
	 "local d = {} for i = 1, 4 do d[i] = {title='物流停滞没人通知', body='包裹停在中转站三天没有更新'} end "
	 "local c = fupan.text.clusters(d, {min_size=3}) assert(#c == 1 and #c[1].members == 4)", 1, api_clusters},
};
const size_t fp_api_text_count = FP_COUNT(fp_api_text);
