/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "store/tw-store.h"

G_BEGIN_DECLS

/*
 * People and posts out of delimited text. The first row names the columns, in English or Chinese,
 * without case, spaces and what stands in brackets:
 *
 *   people: name 姓名, pool 类别, skills 技能, community 社区, phone 电话, hours a week 周工时,
 *           availability 可用时间 (or a column for each day: Mon .. Sun, 周一 .. 周日), employer
 * 单位, id 编号. Needed: name, pool, hours, availability. posts:  name 岗位, place 地点, community
 * 社区, service 服务, skills 技能, pools 类别, priority 优先级, per hour 每小时件数, heads
 * 最少人数, hours 时间. Needed: name, hours.
 *
 * Hours are as in base/tw-week-hours.h. Places, communities and services are found by name, code or
 * key, and have to be there. A person is known by number, else by name and telephone, else by name,
 * pool and community; a post by name, place and community: so the same row is the same document
 * whoever reads it. A row that cannot be taken goes to the list of rejects with line, field and
 * reason.
 */

typedef struct {
  char *id, *name;
  JsonObject *body;
  guint64 line;
} TwRosterRow;

typedef struct {
  GPtrArray *rows;    /* TwRosterRow */
  GPtrArray *ignored; /* char*: columns that mean nothing */
  gint64 n_rows;      /* of the file, without the header */
  gint64 n_rejected, n_repeated;
  char *rejects_path; /* or NULL */
  char *first_reject; /* "line 3: pool: ...", or NULL */
} TwRosterFile;

void tw_roster_file_free (TwRosterFile *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwRosterFile, tw_roster_file_free)

/**
 * Reads @path; @type: "person" or "post". Blocks; any thread. Nothing is written but the list of
 * rejects. TW_DATA_ERROR names a missing column and those that exist; errors of the file.
 */
TwRosterFile *tw_roster_file_read (TwStore *store, const char *type, const char *path,
                                   gint64 now_us, GError **error);

G_END_DECLS
