// SPDX-License-Identifier: Apache-2.0
#include "config.h"

#include "desk/roster/tw-rules-card.h"

#include "base/tw-json.h"
#include "desk/compat.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define JUDGE_AFTER_MS 200

typedef enum {
  EDIT_TEXT,
  EDIT_WORDS,
  EDIT_WINDOW,
  EDIT_WEEKDAYS,
  EDIT_HOURS,
  EDIT_PERCENT,
  EDIT_WHOLE,
  EDIT_NUMBER,
  EDIT_SWITCH,
  EDIT_KINDS,
  EDIT_POOLS,
  EDIT_PLACE,
  EDIT_SERVICE,
  EDIT_CONTRACT,
} EditKind;

typedef struct {
  EditKind kind;
  const char *member, *title; /* title translatable */
  double min, max;            /* of numbers */
} Field;

static const Field tide_fields[] = {
  { EDIT_TEXT, "name", N_ ("Name") },
  { EDIT_WEEKDAYS, "weekdays", N_ ("Days, such as Mon-Fri") },
  { EDIT_WINDOW, "window", N_ ("Window, such as 07:00-09:00") },
  { EDIT_PERCENT, "share", N_ ("At least so many per cent of those on duty"), 0, 100 },
  { EDIT_KINDS, "kinds", N_ ("At these places") },
  { EDIT_WORDS, "services", N_ ("For these services (empty: any)") },
  { EDIT_TEXT, "skill", N_ ("At posts that want this skill (empty: any)") },
  { EDIT_KINDS, "of_kinds", N_ ("Of those on duty at these places") },
  { EDIT_NUMBER, "weight", N_ ("How much it counts"), 0, 1000 },
  { EDIT_SWITCH, "active", N_ ("In force") },
  { 0, NULL },
};

static const Field post_fields[] = {
  { EDIT_TEXT, "name", N_ ("Name") },
  { EDIT_PLACE, "place", N_ ("Place") },
  { EDIT_SERVICE, "service", N_ ("Service") },
  { EDIT_HOURS, "hours", N_ ("Open, such as Mon-Fri 08:00-17:00; Sat 09:00-12:00") },
  { EDIT_WORDS, "skills", N_ ("Skills, all of them needed") },
  { EDIT_POOLS, "pools", N_ ("Who may stand there") },
  { EDIT_WHOLE, "priority", N_ ("Priority, 1 is first"), 1, 5 },
  { EDIT_WHOLE, "min_heads", N_ ("People at least"), 0, 1000 },
  { EDIT_NUMBER, "per_hour", N_ ("Requests that one person answers in an hour"), 0.1, 1000 },
  { EDIT_SWITCH, "active", N_ ("Open") },
  { 0, NULL },
};

static const Field pack_fields[] = {
  { EDIT_TEXT, "name", N_ ("Name") },
  { EDIT_CONTRACT, "contract", N_ ("Contract") },
  { EDIT_HOURS, "windows", N_ ("Only at these times, as agreed (empty: any)") },
  { 0, NULL },
};

struct _TwRulesCard {
  TwDuty *duty;
  TwSetupKind kind;
  TwSetupItem *item;
  TwRulesHost host;
  JsonObject *body; /* as edited */
  AdwExpanderRow *row;
  GtkWidget *save, *discard;
  GtkLabel *warning;
  GPtrArray *rows;    /* GtkWidget: what opening has added */
  GHashTable *broken; /* member -> what cannot be read */
  gboolean dirty, filling;
  guint judge_id, fill_id;
};

static void fill_rows (TwRulesCard *self);

static void
card_free (gpointer data)
{
  TwRulesCard *self = data;

  g_clear_handle_id (&self->judge_id, g_source_remove);
  g_clear_handle_id (&self->fill_id, g_source_remove);
  g_clear_object (&self->duty);
  tw_setup_item_free (self->item);
  json_object_unref (self->body);
  g_ptr_array_unref (self->rows);
  g_hash_table_unref (self->broken);
  g_free (self);
}

/* --- warnings --------------------------------------------------------------------------------- */

static void
update_titles (TwRulesCard *self)
{
  g_autofree char *summary = tw_setup_dup_summary (self->kind, self->item->body);
  gboolean active = tw_json_get_bool (self->item->body, "active", TRUE);
  g_autofree char *title =
      active ? g_strdup (self->item->name) : g_strdup_printf (_ ("%s (off)"), self->item->name);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->row), title);
  adw_expander_row_set_subtitle (self->row, summary);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->row), summary);
}

static void
judge (TwRulesCard *self)
{
  g_autoptr (GPtrArray) doubts =
      tw_duty_judge_setup (self->duty, self->kind, self->item->id, self->body);
  GString *text = g_string_new (NULL);
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, self->broken);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    g_string_append_printf (text, "%s%s", text->len > 0 ? "\n" : "", (char *) value);
  for (guint i = 0; i < doubts->len; i++)
    g_string_append_printf (text, "%s%s", text->len > 0 ? "\n" : "", (char *) doubts->pdata[i]);
  if (self->warning != NULL)
    {
      gboolean news = text->len > 0 && strcmp (gtk_label_get_text (self->warning), text->str) != 0;
      gtk_label_set_text (self->warning, text->str);
      gtk_widget_set_visible (gtk_widget_get_parent (GTK_WIDGET (self->warning)), text->len > 0);
      if (news && self->dirty)
        tw_compat_announce (GTK_WIDGET (self->warning), text->str);
    }
  /* The head stays in sight while one types further down. */
  if (text->len > 0)
    adw_expander_row_set_subtitle (self->row, text->str);
  else
    update_titles (self);
  g_string_free (text, TRUE);
}

static gboolean
judge_cb (gpointer user_data)
{
  TwRulesCard *self = user_data;

  self->judge_id = 0;
  judge (self);
  return G_SOURCE_REMOVE;
}

static void
update_buttons (TwRulesCard *self)
{
  gtk_widget_set_sensitive (self->save, self->dirty && g_hash_table_size (self->broken) == 0);
  gtk_widget_set_sensitive (self->discard, self->dirty && self->item->id != NULL);
}

static void
touched (TwRulesCard *self)
{
  if (self->filling)
    return;
  self->dirty = TRUE;
  update_buttons (self);
  g_clear_handle_id (&self->judge_id, g_source_remove);
  self->judge_id = g_timeout_add (JUDGE_AFTER_MS, judge_cb, self);
}

/* --- rows ------------------------------------------------------------------------------------- */

static void
name_widget (GtkWidget *widget, const char *name, const char *label)
{
  gtk_widget_set_name (widget, name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL, label,
                                  -1);
}

static void
add_row (TwRulesCard *self, GtkWidget *row)
{
  adw_expander_row_add_row (self->row, row);
  g_ptr_array_add (self->rows, row);
}

static GtkWidget *
add_action_row (TwRulesCard *self, const char *title, GtkWidget *suffix)
{
  GtkWidget *row = adw_action_row_new ();

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 0);
  gtk_widget_set_valign (suffix, GTK_ALIGN_CENTER);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), suffix);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), suffix);
  add_row (self, row);
  return row;
}

static const Field *
field_of (gpointer widget)
{
  return g_object_get_data (widget, "field");
}

static void
set_field (gpointer widget, const Field *field)
{
  g_object_set_data (widget, "field", (gpointer) field);
}

static char *
dup_text (TwRulesCard *self, const Field *field)
{
  switch (field->kind)
    {
    case EDIT_WORDS:
      return tw_setup_dup_words (self->body, field->member);
    case EDIT_WINDOW:
      return tw_setup_dup_window (self->body);
    case EDIT_WEEKDAYS:
      return tw_setup_dup_weekdays (self->body);
    case EDIT_HOURS:
      return tw_setup_dup_hours (self->body, field->member);
    default:
      return g_strdup (tw_json_get_string (self->body, field->member, ""));
    }
}

static gboolean
set_text (TwRulesCard *self, const Field *field, const char *text, GError **error)
{
  switch (field->kind)
    {
    case EDIT_WORDS:
      tw_setup_set_words (self->body, field->member, text);
      return TRUE;
    case EDIT_WINDOW:
      return tw_setup_set_window (self->body, text, error);
    case EDIT_WEEKDAYS:
      return tw_setup_set_weekdays (self->body, text, error);
    case EDIT_HOURS:
      return tw_setup_set_hours (self->body, field->member, text, error);
    default:
      if (*text != '\0' || strcmp (field->member, "name") == 0)
        json_object_set_string_member (self->body, field->member, text);
      else
        json_object_remove_member (self->body, field->member);
      return TRUE;
    }
}

static void
text_cb (GtkEditable *editable, TwRulesCard *self)
{
  const Field *field = field_of (editable);
  g_autoptr (GError) error = NULL;

  if (self->filling)
    return;
  if (set_text (self, field, gtk_editable_get_text (editable), &error))
    {
      g_hash_table_remove (self->broken, field->member);
      gtk_widget_remove_css_class (GTK_WIDGET (editable), "error");
    }
  else
    {
      g_hash_table_insert (self->broken, (gpointer) field->member, g_strdup (error->message));
      gtk_widget_add_css_class (GTK_WIDGET (editable), "error");
    }
  touched (self);
}

static void
add_text (TwRulesCard *self, const Field *field)
{
  GtkWidget *row = adw_entry_row_new ();
  g_autofree char *text = dup_text (self, field);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), _ (field->title));
  gtk_editable_set_text (GTK_EDITABLE (row), text);
  gtk_widget_set_name (row, field->member);
  set_field (row, field);
  g_signal_connect (row, "changed", G_CALLBACK (text_cb), self);
  add_row (self, row);
}

static void
number_cb (GtkSpinButton *spin, TwRulesCard *self)
{
  const Field *field = field_of (spin);
  double value = gtk_spin_button_get_value (spin);

  if (self->filling)
    return;
  if (field->kind == EDIT_WHOLE)
    json_object_set_int_member (self->body, field->member, (gint64) value);
  else
    json_object_set_double_member (self->body, field->member,
                                   field->kind == EDIT_PERCENT ? value / 100 : value);
  touched (self);
}

static void
add_number (TwRulesCard *self, const Field *field)
{
  double step = field->kind == EDIT_NUMBER ? 0.5 : field->kind == EDIT_PERCENT ? 5 : 1;
  GtkWidget *spin = gtk_spin_button_new_with_range (field->min, field->max, step);
  double value = tw_json_get_double (self->body, field->member, field->min);

  gtk_spin_button_set_digits (GTK_SPIN_BUTTON (spin), field->kind == EDIT_NUMBER ? 1 : 0);
  gtk_spin_button_set_value (GTK_SPIN_BUTTON (spin),
                             field->kind == EDIT_PERCENT ? value * 100 : value);
  name_widget (spin, field->member, _ (field->title));
  set_field (spin, field);
  g_signal_connect (spin, "value-changed", G_CALLBACK (number_cb), self);
  add_action_row (self, _ (field->title), spin);
}

static void
switch_cb (GtkSwitch *toggle, GParamSpec *pspec, TwRulesCard *self)
{
  json_object_set_boolean_member (self->body, field_of (toggle)->member,
                                  gtk_switch_get_active (toggle));
  touched (self);
}

static void
add_switch (TwRulesCard *self, const Field *field)
{
  GtkWidget *toggle = gtk_switch_new ();

  gtk_switch_set_active (GTK_SWITCH (toggle), tw_json_get_bool (self->body, field->member, TRUE));
  name_widget (toggle, field->member, _ (field->title));
  set_field (toggle, field);
  g_signal_connect (toggle, "notify::active", G_CALLBACK (switch_cb), self);
  add_action_row (self, _ (field->title), toggle);
}

/* --- choices ---------------------------------------------------------------------------------- */

static const char *
choice_name (const Field *field, const char *key)
{
  for (int pool = 0; field->kind == EDIT_POOLS && pool < TW_N_POOLS; pool++)
    if (strcmp (key, tw_pool_key (pool)) == 0)
      return tw_pool_name (pool);
  return tw_setup_place_kind_name (key);
}

static gboolean
has_word (JsonObject *body, const char *member, const char *word)
{
  JsonArray *array = tw_json_get_array (body, member);

  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    if (strcmp (json_array_get_string_element (array, i), word) == 0)
      return TRUE;
  return FALSE;
}

static void
label_choices (TwRulesCard *self, const Field *field, GtkMenuButton *button)
{
  JsonArray *array = tw_json_get_array (self->body, field->member);
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    g_string_append_printf (text, "%s%s", i > 0 ? _ (", ") : "",
                            choice_name (field, json_array_get_string_element (array, i)));
  gtk_menu_button_set_label (button, text->len > 0 ? text->str : _ ("Any"));
}

static void
choice_cb (GtkCheckButton *check, TwRulesCard *self)
{
  GtkMenuButton *button = g_object_get_data (G_OBJECT (check), "button");
  GtkWidget *box = gtk_widget_get_parent (GTK_WIDGET (check));
  g_autoptr (GString) words = g_string_new (NULL);

  for (GtkWidget *w = gtk_widget_get_first_child (box); w != NULL;
       w = gtk_widget_get_next_sibling (w))
    if (gtk_check_button_get_active (GTK_CHECK_BUTTON (w)))
      g_string_append_printf (words, "%s,", (char *) g_object_get_data (G_OBJECT (w), "key"));
  tw_setup_set_words (self->body, field_of (check)->member, words->str);
  label_choices (self, field_of (check), button);
  touched (self);
}

static void
add_check (TwRulesCard *self, const Field *field, GtkWidget *box, GtkWidget *button,
           const char *key)
{
  GtkWidget *check = gtk_check_button_new_with_label (choice_name (field, key));

  gtk_check_button_set_active (GTK_CHECK_BUTTON (check), has_word (self->body, field->member, key));
  gtk_widget_set_name (check, key);
  g_object_set_data (G_OBJECT (check), "key", (gpointer) key);
  g_object_set_data (G_OBJECT (check), "button", button);
  set_field (check, field);
  g_signal_connect (check, "toggled", G_CALLBACK (choice_cb), self);
  gtk_box_append (GTK_BOX (box), check);
}

static void
add_choices (TwRulesCard *self, const Field *field)
{
  GtkWidget *button = gtk_menu_button_new (), *popover = gtk_popover_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);
  const char *const *kinds = tw_setup_place_kinds ();

  for (guint i = 0; field->kind == EDIT_KINDS && kinds[i] != NULL; i++)
    add_check (self, field, box, button, kinds[i]);
  for (int pool = 0; field->kind == EDIT_POOLS && pool < TW_N_POOLS; pool++)
    add_check (self, field, box, button, tw_pool_key (pool));
  gtk_popover_set_child (GTK_POPOVER (popover), box);
  gtk_menu_button_set_popover (GTK_MENU_BUTTON (button), popover);
  label_choices (self, field, GTK_MENU_BUTTON (button));
  name_widget (button, field->member, _ (field->title));
  add_action_row (self, _ (field->title), button);
}

/* --- one of a list ---------------------------------------------------------------------------- */

static void
one_cb (GtkDropDown *drop, GParamSpec *pspec, TwRulesCard *self)
{
  GPtrArray *keys = g_object_get_data (G_OBJECT (drop), "keys");
  guint at = gtk_drop_down_get_selected (drop);
  const char *key = at < keys->len ? keys->pdata[at] : "";

  if (self->filling)
    return;
  if (*key != '\0')
    json_object_set_string_member (self->body, field_of (drop)->member, key);
  else
    json_object_remove_member (self->body, field_of (drop)->member);
  touched (self);
  /* The law's values are those of the contract. */
  if (field_of (drop)->kind == EDIT_CONTRACT)
    fill_rows (self);
}

/* Takes @keys (char*); @names as long. */
static void
add_drop (TwRulesCard *self, const Field *field, GPtrArray *keys, GPtrArray *names)
{
  const char *now = tw_json_get_string (self->body, field->member, "");
  g_autoptr (GtkStringList) model = gtk_string_list_new (NULL);
  GtkWidget *drop;
  guint selected = 0;

  for (guint i = 0; i < keys->len; i++)
    {
      gtk_string_list_append (model, names->pdata[i]);
      if (strcmp (keys->pdata[i], now) == 0)
        selected = i;
    }
  drop = gtk_drop_down_new (g_object_ref (G_LIST_MODEL (model)),
                            gtk_property_expression_new (GTK_TYPE_STRING_OBJECT, NULL, "string"));
  gtk_drop_down_set_enable_search (GTK_DROP_DOWN (drop), keys->len > 10);
  gtk_drop_down_set_selected (GTK_DROP_DOWN (drop), selected);
  g_object_set_data_full (G_OBJECT (drop), "keys", keys, (GDestroyNotify) g_ptr_array_unref);
  name_widget (drop, field->member, _ (field->title));
  set_field (drop, field);
  g_signal_connect (drop, "notify::selected", G_CALLBACK (one_cb), self);
  add_action_row (self, _ (field->title), drop);
}

static void
note_one (GPtrArray *keys, GPtrArray *names, const char *key, const char *name)
{
  g_ptr_array_add (keys, g_strdup (key));
  g_ptr_array_add (names, g_strdup (name));
}

static void
note_places (TwRulesCard *self, GPtrArray *keys, GPtrArray *names)
{
  const char *now = tw_json_get_string (self->body, "place", NULL);
  g_autoptr (GPtrArray) places = tw_setup_list_places (self->duty, now);

  note_one (keys, names, "", _ ("Wherever they are called"));
  for (guint i = 0; i < places->len; i++)
    {
      const TwSetupItem *place = places->pdata[i];
      note_one (keys, names, place->id, place->name);
    }
}

static void
note_services (TwRulesCard *self, GPtrArray *keys, GPtrArray *names)
{
  g_autoptr (GPtrArray) services = tw_setup_list_services (self->duty);

  note_one (keys, names, "", _ ("None"));
  for (guint i = 0; i < services->len; i++)
    {
      const TwSetupItem *service = services->pdata[i];
      note_one (keys, names, service->id, service->name);
    }
}

static void
add_one (TwRulesCard *self, const Field *field)
{
  GPtrArray *keys = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);

  if (field->kind == EDIT_PLACE)
    note_places (self, keys, names);
  else if (field->kind == EDIT_SERVICE)
    note_services (self, keys, names);
  else
    {
      note_one (keys, names, "full_time", _ ("Full-time"));
      note_one (keys, names, "part_time", _ ("Not full-time"));
      note_one (keys, names, "volunteer", _ ("Volunteer"));
    }
  add_drop (self, field, keys, names);
}

static void
add_field (TwRulesCard *self, const Field *field)
{
  switch (field->kind)
    {
    case EDIT_PERCENT:
    case EDIT_WHOLE:
    case EDIT_NUMBER:
      add_number (self, field);
      break;
    case EDIT_SWITCH:
      add_switch (self, field);
      break;
    case EDIT_KINDS:
    case EDIT_POOLS:
      add_choices (self, field);
      break;
    case EDIT_PLACE:
    case EDIT_SERVICE:
    case EDIT_CONTRACT:
      add_one (self, field);
      break;
    default:
      add_text (self, field);
      break;
    }
}

/* --- rules of a pack -------------------------------------------------------------------------- */

static void
label_rule (TwRulesCard *self, TwRosterRule rule, GtkWidget *row)
{
  TwRosterLimit law = tw_setup_law_limit (self->body, rule);
  TwRosterLimit own = tw_setup_pack_limit (self->body, rule);
  const char *article = tw_setup_article_name (own.article);
  g_autofree char *is = tw_setup_dup_limit (rule, law.limit);
  g_autofree char *text =
      g_strdup_printf (_ ("%s; by default %s"), *article != '\0' ? article : _ ("no article"), is);
  GtkWidget *back = g_object_get_data (G_OBJECT (row), "back");

  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), text);
  gtk_widget_set_sensitive (back, own.limit != law.limit);
}

static TwRosterRule
rule_of (gpointer widget)
{
  return (TwRosterRule) GPOINTER_TO_INT (g_object_get_data (widget, "rule"));
}

static void
show_rule (TwRulesCard *self, GtkWidget *row)
{
  TwRosterRule rule = rule_of (row);
  GtkWidget *spin = g_object_get_data (G_OBJECT (row), "spin");
  GtkWidget *check = g_object_get_data (G_OBJECT (row), "check");
  int limit = tw_setup_pack_limit (self->body, rule).limit;

  self->filling = TRUE;
  gtk_check_button_set_active (GTK_CHECK_BUTTON (check), limit >= 0);
  gtk_widget_set_sensitive (spin, limit >= 0);
  if (limit >= 0)
    gtk_spin_button_set_value (GTK_SPIN_BUTTON (spin),
                               tw_setup_rule_is_days (rule) ? limit : limit / 60.0);
  self->filling = FALSE;
  label_rule (self, rule, row);
}

static void
rule_cb (GtkWidget *row)
{
  TwRulesCard *self = g_object_get_data (G_OBJECT (row), "card");
  TwRosterRule rule = rule_of (row);
  double value = gtk_spin_button_get_value (g_object_get_data (G_OBJECT (row), "spin"));
  int limit = tw_setup_rule_is_days (rule) ? (int) value : (int) (value * 60 + 0.5);

  if (self->filling)
    return;
  if (!gtk_check_button_get_active (g_object_get_data (G_OBJECT (row), "check")))
    limit = TW_ROSTER_NO_LIMIT;
  tw_setup_set_limit (self->body, rule, &limit);
  show_rule (self, row);
  touched (self);
}

static void
back_cb (GtkWidget *row)
{
  TwRulesCard *self = g_object_get_data (G_OBJECT (row), "card");

  tw_setup_set_limit (self->body, rule_of (row), NULL);
  show_rule (self, row);
  touched (self);
}

static void
add_rule (TwRulesCard *self, TwRosterRule rule)
{
  gboolean days = tw_setup_rule_is_days (rule);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6), *row;
  GtkWidget *check = gtk_check_button_new ();
  GtkWidget *spin = gtk_spin_button_new_with_range (0, days ? 31 : 168, days ? 1 : 0.5);
  GtkWidget *unit = gtk_label_new (days ? _ ("days") : _ ("hours"));
  GtkWidget *back = gtk_button_new_from_icon_name ("edit-undo-symbolic");
  g_autofree char *limited = g_strdup_printf (_ ("%s: limited"), tw_setup_rule_name (rule));
  g_autofree char *name = g_strconcat (tw_rota_rule_key (rule), "-back", NULL);

  gtk_spin_button_set_digits (GTK_SPIN_BUTTON (spin), days ? 0 : 1);
  gtk_label_set_width_chars (GTK_LABEL (unit), 5);
  gtk_label_set_xalign (GTK_LABEL (unit), 0);
  gtk_widget_add_css_class (back, "flat");
  gtk_widget_set_tooltip_text (back, _ ("Back to the law’s value"));
  gtk_widget_set_tooltip_text (check, limited);
  name_widget (spin, tw_rota_rule_key (rule), tw_setup_rule_name (rule));
  name_widget (back, name, _ ("Back to the law’s value"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (check), GTK_ACCESSIBLE_PROPERTY_LABEL, limited,
                                  -1);
  gtk_box_append (GTK_BOX (box), check);
  gtk_box_append (GTK_BOX (box), spin);
  gtk_box_append (GTK_BOX (box), unit);
  gtk_box_append (GTK_BOX (box), back);
  row = add_action_row (self, tw_setup_rule_name (rule), box);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), spin);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 0);
  g_object_set_data (G_OBJECT (row), "card", self);
  g_object_set_data (G_OBJECT (row), "rule", GINT_TO_POINTER (rule));
  g_object_set_data (G_OBJECT (row), "spin", spin);
  g_object_set_data (G_OBJECT (row), "check", check);
  g_object_set_data (G_OBJECT (row), "back", back);
  show_rule (self, row);
  g_signal_connect_swapped (spin, "value-changed", G_CALLBACK (rule_cb), row);
  g_signal_connect_swapped (check, "toggled", G_CALLBACK (rule_cb), row);
  g_signal_connect_swapped (back, "clicked", G_CALLBACK (back_cb), row);
}

/* --- the foot --------------------------------------------------------------------------------- */

static void
fail (TwRulesCard *self, GError *error)
{
  self->host.failed (error->message, self->host.user_data);
  g_error_free (error);
}

static void
save_cb (TwRulesCard *self)
{
  GError *error = NULL;
  g_autofree char *id = NULL;
  TwRulesHost host = self->host;

  if (!tw_duty_put_setup (self->duty, self->kind, self->item->id, self->item->rev,
                          json_object_ref (self->body), &id, &error))
    {
      fail (self, error);
      return;
    }
  self->dirty = FALSE;
  host.saved (id, host.user_data); /* the card may be gone */
}

static void
remove_cb (TwRulesCard *self)
{
  GError *error = NULL;
  TwRulesHost host = self->host;

  if (self->item->id != NULL && !tw_duty_remove_setup (self->duty, self->kind, self->item, &error))
    {
      fail (self, error);
      return;
    }
  self->dirty = FALSE;
  host.saved (NULL, host.user_data);
}

static void
discard_cb (TwRulesCard *self)
{
  json_object_unref (self->body);
  self->body = tw_setup_dup_body (self->item);
  self->dirty = FALSE;
  g_hash_table_remove_all (self->broken);
  fill_rows (self);
}

static GtkWidget *
add_button (TwRulesCard *self, GtkWidget *box, const char *name, const char *label, const char *css,
            void (*func) (TwRulesCard *))
{
  GtkWidget *button = gtk_button_new_with_label (label);

  gtk_widget_set_name (button, name);
  gtk_widget_add_css_class (button, css);
  g_signal_connect_swapped (button, "clicked", G_CALLBACK (func), self);
  gtk_box_append (GTK_BOX (box), button);
  return button;
}

static GtkWidget *
new_plain_row (TwRulesCard *self, GtkWidget *box)
{
  GtkWidget *row = adw_preferences_row_new ();

  gtk_widget_set_margin_start (box, 12);
  gtk_widget_set_margin_end (box, 12);
  gtk_widget_set_margin_top (box, 9);
  gtk_widget_set_margin_bottom (box, 9);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), self->item->name);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  add_row (self, row);
  return row;
}

static void
add_foot (TwRulesCard *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 9);
  GtkWidget *says = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 9), *gap = gtk_label_new (NULL);
  GtkWidget *icon = gtk_image_new_from_icon_name ("dialog-warning-symbolic");
  GtkWidget *label = gtk_label_new (NULL);

  gtk_widget_set_valign (icon, GTK_ALIGN_START);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_set_hexpand (label, TRUE);
  gtk_widget_set_name (label, "warning");
  gtk_widget_add_css_class (says, "warning");
  gtk_box_append (GTK_BOX (says), icon);
  gtk_box_append (GTK_BOX (says), label);
  new_plain_row (self, says);
  self->warning = GTK_LABEL (label);
  if (self->kind != TW_SETUP_PACK || self->item->rev != NULL)
    add_button (self, box, "remove",
                self->kind == TW_SETUP_PACK ? _ ("Back to the law’s values") : _ ("Remove"),
                "destructive-action", remove_cb);
  gtk_widget_set_hexpand (gap, TRUE);
  gtk_box_append (GTK_BOX (box), gap);
  self->discard = add_button (self, box, "discard", _ ("Discard"), "flat", discard_cb);
  self->save = add_button (self, box, "save", _ ("Save"), "suggested-action", save_cb);
  new_plain_row (self, box);
}

static gboolean
fill_cb (gpointer user_data)
{
  TwRulesCard *self = user_data;
  const Field *fields = self->kind == TW_SETUP_TIDE   ? tide_fields
                        : self->kind == TW_SETUP_POST ? post_fields
                                                      : pack_fields;

  self->fill_id = 0;
  self->filling = TRUE;
  for (guint i = 0; i < self->rows->len; i++)
    adw_expander_row_remove (self->row, self->rows->pdata[i]);
  g_ptr_array_set_size (self->rows, 0);
  for (; fields->member != NULL; fields++)
    add_field (self, fields);
  for (int rule = 0; self->kind == TW_SETUP_PACK && rule < TW_ROSTER_N_RULES; rule++)
    add_rule (self, rule);
  add_foot (self);
  self->filling = FALSE;
  update_buttons (self);
  judge (self);
  return G_SOURCE_REMOVE;
}

/* When nobody stands in a row that goes away. */
static void
fill_rows (TwRulesCard *self)
{
  if (self->fill_id == 0)
    self->fill_id = g_idle_add (fill_cb, self);
}

static void
expanded_cb (AdwExpanderRow *row, GParamSpec *pspec, TwRulesCard *self)
{
  if (adw_expander_row_get_expanded (row) && self->rows->len == 0)
    fill_cb (self);
}

/* --- public ----------------------------------------------------------------------------------- */

TwRulesCard *
tw_rules_card_new (TwDuty *duty, TwSetupKind kind, TwSetupItem *item, const TwRulesHost *host)
{
  TwRulesCard *self = g_new0 (TwRulesCard, 1);

  self->duty = g_object_ref (duty);
  self->kind = kind;
  self->item = item;
  self->host = *host;
  self->body = tw_setup_dup_body (item);
  self->dirty = item->id == NULL;
  self->rows = g_ptr_array_new ();
  self->broken = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, g_free);
  self->row = ADW_EXPANDER_ROW (adw_expander_row_new ());
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (self->row), FALSE);
  update_titles (self);
  g_signal_connect (self->row, "notify::expanded", G_CALLBACK (expanded_cb), self);
  g_object_set_data_full (G_OBJECT (self->row), "card", self, card_free);
  return self;
}

AdwExpanderRow *
tw_rules_card_get_row (TwRulesCard *self)
{
  return self->row;
}

const char *
tw_rules_card_get_id (TwRulesCard *self)
{
  return self->item->id;
}

gboolean
tw_rules_card_is_dirty (TwRulesCard *self)
{
  return self->dirty;
}
