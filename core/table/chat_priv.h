// Private to the chat readers: messages to a conversation, who speaks.
#ifndef FP_CHAT_PRIV_H
#define FP_CHAT_PRIV_H
#include "table/table_priv.h"

typedef enum { FP_PART_UNKNOWN, FP_PART_CUSTOMER, FP_PART_AGENT, FP_PART_BOT, FP_PART_SYSTEM } fp_part;
fp_part fp_chat_part(fp_str speaker);      // by the words in the name: 客户, 旗舰店:小美, 店小蜜
bool fp_chat_is_shop(fp_str account);      // the first half of 旗舰店:小美

// Columns of a table of conversations: title received customer agent dialogue.
enum { FP_CHAT_TITLE, FP_CHAT_RECEIVED, FP_CHAT_CUSTOMER, FP_CHAT_AGENT, FP_CHAT_DIALOGUE, FP_CHAT_COLUMNS };
void fp_chat_columns(fp_arena *a, fp_table *t);
// The row of a conversation: turns as case files have them, 客户（2026-11-18 10:32:05）：..., pictures and recalled messages marked.
fp_row fp_conversation(fp_arena *a, fp_table *t, const fp_message *m, size_t n);
// When all conversations are there: what was understood becomes a note, columns that hold nothing go.
void fp_chat_finish(fp_arena *a, fp_table *t);
#endif
