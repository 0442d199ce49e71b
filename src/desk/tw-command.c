// SPDX-License-Identifier: Apache-2.0
/*
 * The one table of commands. Menu entries, palette rows and keys all name the GAction of a row
 * here, so that whatever one of them can do, the others can too.
 */
#include "desk/tw-command.h"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

static const TwPageInfo pages[] = {
  { "heat", N_ ("Heat"), "tw-heat-symbolic" },
  { "roster", N_ ("Roster"), "tw-roster-symbolic" },
};

static const TwCommand commands[] = {
  { "win.palette", N_ ("Search or run a command"), NULL, "edit-find-symbolic", { "<Control>k" } },
  { "win.page::heat",
    N_ ("Go to Heat"),
    N_ ("map demand forecast"),
    "tw-heat-symbolic",
    { "<Alt>1" } },
  { "win.page::roster",
    N_ ("Go to Roster"),
    N_ ("shifts people plan schedule"),
    "tw-roster-symbolic",
    { "<Alt>2" } },
  { "win.import-requests",
    N_ ("Import requests…"),
    N_ ("csv table calls hotline survey data"),
    "tw-table-symbolic",
    { "<Control>i" } },
  { "win.import-map",
    N_ ("Import a map…"),
    N_ ("osm geojson streets buildings openstreetmap"),
    "tw-map-symbolic",
    { "<Control><Shift>i" } },
  { "win.create-demo",
    N_ ("Open the demo street"),
    N_ ("example drill sample simulator"),
    "tw-street-symbolic",
    { NULL } },
  { "win.page-action::heat.now",
    N_ ("Heat: to the present hour"),
    N_ ("map time today"),
    "tw-heat-symbolic",
    { NULL },
    "n" },
  { "win.page-action::heat.play",
    N_ ("Heat: play or stop"),
    N_ ("map time animation"),
    "media-playback-start-symbolic",
    { NULL },
    "space" },
  { "win.page-action::heat.fit",
    N_ ("Heat: show the whole street"),
    N_ ("map zoom fit all"),
    "zoom-fit-best-symbolic",
    { NULL },
    "0" },
  { "win.page-action::heat.unplaced",
    N_ ("Heat: requests without a place"),
    N_ ("map unplaced missing address"),
    "tw-request-symbolic",
    { NULL },
    "u" },
  { "win.page-action::heat.export-map",
    N_ ("Export the map as a picture…"),
    N_ ("png save print"),
    "camera-photo-symbolic",
    { NULL } },
  { "win.page-action::heat.export-chart",
    N_ ("Export the chart as a picture…"),
    N_ ("png save print forecast"),
    "camera-photo-symbolic",
    { NULL } },
  { "win.page-action::heat.export-csv",
    N_ ("Export the figures as a table…"),
    N_ ("csv save forecast"),
    "tw-table-symbolic",
    { NULL } },
  { "win.page-action::roster.auto",
    N_ ("Roster: auto-roster…"),
    N_ ("solve plan propose shifts optimise"),
    "tw-roster-symbolic",
    { NULL },
    "<Control>r" },
  { "win.page-action::roster.search",
    N_ ("Roster: find a person"),
    N_ ("people search"),
    "edit-find-symbolic",
    { NULL },
    "<Control>f" },
  { "win.page-action::roster.today",
    N_ ("Roster: today"),
    N_ ("day date"),
    "tw-roster-symbolic",
    { NULL } },
  { "win.page-action::roster.previous",
    N_ ("Roster: the day before"),
    N_ ("day date back"),
    "go-previous-symbolic",
    { NULL },
    "<Alt>Page_Up" },
  { "win.page-action::roster.next",
    N_ ("Roster: the next day"),
    N_ ("day date forward tomorrow"),
    "go-next-symbolic",
    { NULL },
    "<Alt>Page_Down" },
  { "win.page-action::roster.next-conflict",
    N_ ("Roster: to the next conflict"),
    N_ ("problem rule break jump"),
    "dialog-warning-symbolic",
    { NULL },
    "F4" },
  { "win.page-action::roster.candidates",
    N_ ("Roster: candidates for the shift"),
    N_ ("who could replace"),
    "tw-roster-symbolic",
    { NULL } },
  { "win.page-action::roster.repair",
    N_ ("Roster: somebody is away…"),
    N_ ("sick ill absence repair replace"),
    "tw-roster-symbolic",
    { NULL } },
  { "win.page-action::roster.primary",
    N_ ("Roster: submit, approve or publish…"),
    N_ ("hand in release edition"),
    "tw-roster-symbolic",
    { NULL } },
  { "win.page-action::roster.copy-week",
    N_ ("Roster: copy a week…"),
    N_ ("template repeat"),
    "edit-copy-symbolic",
    { NULL } },
  { "win.page-action::roster.apply-template",
    N_ ("Roster: use a template…"),
    N_ ("repeat copy"),
    "edit-paste-symbolic",
    { NULL } },
  { "win.page-action::roster.save-template",
    N_ ("Roster: save as a template…"),
    N_ ("repeat copy"),
    "document-save-symbolic",
    { NULL } },
  { "win.page-action::roster.notices",
    N_ ("Roster: notices…"),
    N_ ("outbox acknowledge told"),
    "tw-request-symbolic",
    { NULL } },
  { "win.page-action::roster.claims",
    N_ ("Roster: claims and swaps…"),
    N_ ("open shift hand over"),
    "tw-request-symbolic",
    { NULL } },
  { "win.page-action::roster.editions",
    N_ ("Roster: editions…"),
    N_ ("published roll back history"),
    "tw-table-symbolic",
    { NULL } },
  { "win.page-action::roster.fairness",
    N_ ("Roster: fairness…"),
    N_ ("evenings weekends hours walking"),
    "tw-table-symbolic",
    { NULL } },
  { "win.page-action::roster.rules",
    N_ ("Roster: rules and posts…"),
    N_ ("tides rule packs law articles"),
    "tw-clock-symbolic",
    { NULL } },
  { "win.page-action::roster.officers",
    N_ ("Roster: add an officer…"),
    N_ ("rights on duty approve"),
    "avatar-default-symbolic",
    { NULL } },
  { "win.page-action::roster.print",
    N_ ("Roster: print…"),
    N_ ("paper a3 a4"),
    "document-print-symbolic",
    { NULL } },
  { "win.page-action::roster.export-pdf",
    N_ ("Roster: export as PDF…"),
    N_ ("save paper print"),
    "document-save-symbolic",
    { NULL } },
  { "win.page-action::roster.export-csv",
    N_ ("Roster: export as a table…"),
    N_ ("csv save"),
    "tw-table-symbolic",
    { NULL } },
  { "win.page-action::roster.export-ics",
    N_ ("Roster: export as a calendar…"),
    N_ ("ics ical save"),
    "x-office-calendar-symbolic",
    { NULL } },
  { "win.page-action::roster.export-mps",
    N_ ("Roster: export as a model…"),
    N_ ("mps solver save"),
    "document-save-symbolic",
    { NULL } },
  { "app.undo", N_ ("Undo"), N_ ("take back"), "edit-undo-symbolic", { "<Control>z" } },
  { "app.redo", N_ ("Redo"), NULL, "edit-redo-symbolic", { "<Control><Shift>z" } },
  { "win.save-picture",
    N_ ("Save this page as a picture…"),
    N_ ("export png screenshot print"),
    "camera-photo-symbolic",
    { "<Control><Shift>s" } },
  { "win.backup",
    N_ ("Back up…"),
    N_ ("save copy safety folder"),
    "drive-harddisk-symbolic",
    { NULL } },
  { "app.pause",
    N_ ("Pause or resume the drill"),
    N_ ("clock stop simulator"),
    "media-playback-pause-symbolic",
    { "F8" } },
  { "app.speed(1.0)",
    N_ ("Drill speed ×1"),
    N_ ("clock simulator"),
    "tw-clock-symbolic",
    { NULL } },
  { "app.speed(10.0)",
    N_ ("Drill speed ×10"),
    N_ ("clock simulator"),
    "tw-clock-symbolic",
    { NULL } },
  { "app.speed(60.0)",
    N_ ("Drill speed ×60"),
    N_ ("clock simulator"),
    "tw-clock-symbolic",
    { NULL } },
  { "app.speed(300.0)",
    N_ ("Drill speed ×300"),
    N_ ("clock simulator"),
    "tw-clock-symbolic",
    { NULL } },
  { "app.speed(600.0)",
    N_ ("Drill speed ×600"),
    N_ ("clock simulator"),
    "tw-clock-symbolic",
    { NULL } },
  { "app.scheme::light",
    N_ ("Light appearance"),
    N_ ("day theme bright colours"),
    "weather-clear-symbolic",
    { NULL } },
  { "app.scheme::dark",
    N_ ("Dark appearance"),
    N_ ("night theme colours"),
    "weather-clear-night-symbolic",
    { NULL } },
  { "app.scheme::system",
    N_ ("Appearance as the system"),
    N_ ("theme colours"),
    "preferences-desktop-appearance-symbolic",
    { NULL } },
  /* Found by its own name in either language. */
  { "app.language::zh_CN",
    "中文",
    "Chinese language",
    "preferences-desktop-locale-symbolic",
    { NULL } },
  { "app.language::en",
    "English",
    "英文 language",
    "preferences-desktop-locale-symbolic",
    { NULL } },
  { "win.sidebar", N_ ("Collapse or expand the sidebar"), NULL, "sidebar-show-symbolic", { "F9" } },
  { "win.fullscreen", N_ ("Full screen"), NULL, "view-fullscreen-symbolic", { "F11" } },
  { "app.new-window",
    N_ ("New window"),
    N_ ("second monitor screen"),
    "window-new-symbolic",
    { "<Control>n" } },
  { "win.shortcuts",
    N_ ("Keyboard shortcuts"),
    N_ ("keys help"),
    "preferences-desktop-keyboard-shortcuts-symbolic",
    { "<Control>question", "F1" } },
  { "win.about", N_ ("About Tidewatch"), N_ ("version licence"), "help-about-symbolic", { NULL } },
  { "win.close", N_ ("Close the window"), NULL, "window-close-symbolic", { "<Control>w" } },
  { "app.quit", N_ ("Quit"), N_ ("exit"), "application-exit-symbolic", { "<Control>q" } },
};

const TwCommand *
tw_command_list (gsize *ret_n)
{
  *ret_n = G_N_ELEMENTS (commands);
  return commands;
}

const TwPageInfo *
tw_page_list (gsize *ret_n)
{
  *ret_n = G_N_ELEMENTS (pages);
  return pages;
}

const TwCommand *
tw_command_find (const char *action)
{
  for (gsize i = 0; i < G_N_ELEMENTS (commands); i++)
    if (g_strcmp0 (commands[i].action, action) == 0)
      return &commands[i];
  return NULL;
}

void
tw_command_install_accels (GtkApplication *application)
{
  for (gsize i = 0; i < G_N_ELEMENTS (commands); i++)
    if (commands[i].accels[0] != NULL)
      gtk_application_set_accels_for_action (application, commands[i].action, commands[i].accels);
}

char *
tw_command_dup_shortcut (const TwCommand *command)
{
  const char *accel = command->accels[0] != NULL ? command->accels[0] : command->page_key;
  guint key;
  GdkModifierType mods;

  if (accel == NULL || !gtk_accelerator_parse (accel, &key, &mods))
    return NULL;
  return gtk_accelerator_get_label (key, mods);
}

gboolean
tw_command_is_enabled (const TwCommand *command, GtkWindow *window)
{
  g_autofree char *name = NULL;
  g_autoptr (GVariant) target = NULL;
  GActionGroup *group;
  const char *bare;

  if (!g_action_parse_detailed_name (command->action, &name, &target, NULL))
    return FALSE;
  bare = strchr (name, '.') + 1;
  group = g_str_has_prefix (name, "app.") ? G_ACTION_GROUP (gtk_window_get_application (window))
                                          : G_ACTION_GROUP (window);
  return group != NULL && g_action_group_has_action (group, bare)
         && g_action_group_get_action_enabled (group, bare);
}
