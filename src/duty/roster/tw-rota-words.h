/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "duty/roster/tw-rota-publish.h"
#include "duty/tw-doc-log.h"

G_BEGIN_DECLS

/* What publishing, claims and copies share: refusals, times and shifts in words, audit. */

/** Sets TW_DUTY_ERROR_REFUSED and returns FALSE. */
gboolean tw_rota_refuse (GError **error, const char *format, ...) G_GNUC_PRINTF (2, 3);
/** Turns a conflict of the store into words about another console; frees @local. FALSE. */
gboolean tw_rota_refuse_write (GError **error, GError *local);
/** Refuses unless @actor has @right, saying what it is needed for: "approve a roster". */
gboolean tw_rota_check_right (const TwOfficer *actor, TwRights right, const char *deed,
                              GError **error);
/** tw_duty_dup_actor() for any thread. Transfer full. */
TwOfficer *tw_rota_dup_actor (TwStore *store);
/** An RFC 3339 member in UTC microseconds, 0 where there is none. */
gint64 tw_rota_read_time (JsonObject *body, const char *member);
void tw_rota_set_time (JsonObject *body, const char *member, gint64 t_us);
/** "2026-11-25" of a point of time. Transfer full. */
char *tw_rota_dup_date (gint64 t_us, GTimeZone *zone);
/** The local midnight of "2026-11-25" plus @n_days. FALSE where @date is none. */
gboolean tw_rota_parse_date (const char *date, int n_days, GTimeZone *zone, gint64 *ret_t_us);
/** "11-25 08:00-16:30". Transfer full. */
char *tw_rota_dup_times (gint64 from_us, gint64 to_us, GTimeZone *zone);
/** "11-25 08:00-16:30, metro exit A, hall" of a shift of @frame. Transfer full. */
char *tw_rota_dup_shift_words (const TwRotaFrame *frame, const TwShift *shift);
/** Whether the shift's body is open or of somebody whom @frame has. */
gboolean tw_rota_has_person (const TwRotaFrame *frame, JsonObject *shift);
/** Ids of the person and the posts of a shift's body that @frame does not have. GPtrArray of char*.
 */
GPtrArray *tw_rota_list_gone (const TwRotaFrame *frame, JsonObject *shift);
/** "甲, 乙, 丙 and 4 more" of @names (char*). Transfer full. */
char *tw_rota_join_names (GPtrArray *names);
/** A body without what the store adds and what names one revision of it: a copy to be changed. */
JsonObject *tw_rota_dup_bare_body (JsonObject *body);
/** Puts an audit document of @actor into @batch; @subject and @detail may be NULL. */
void tw_rota_put_audit (TwBatch *batch, gint64 now_us, const TwOfficer *actor, const char *action,
                        const char *subject, const char *detail);
/** The same as a lasting part of @step: it stays when the step is taken back. */
void tw_rota_add_audit (TwDocStep *step, gint64 now_us, const TwOfficer *actor, const char *action,
                        const char *subject, const char *detail);

G_END_DECLS
