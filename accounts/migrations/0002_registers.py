import accounts.organisations.models
import django.contrib.postgres.fields
import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    # Wagtail's migrations reload every model that a user is related to: they run before most of ours are there.
    # An empty database takes about half the time so.
    dependencies = [
        ('account', '0009_emailaddress_unique_primary_email'),
        ('accounts', '0001_user'),
        ('admin', '0003_logentry_add_action_flag_choices'),
        ('auth', '0012_alter_user_first_name_max_length'),
        ('contenttypes', '0002_remove_content_type_name'),
        ('django_celery_beat', '0019_alter_periodictasks_options'),
        ('sessions', '0001_initial'),
        ('taggit', '0006_rename_taggeditem_content_type_object_id_taggit_tagg_content_8fc721_idx'),
        ('wagtailadmin', '0006_formstate'),
        ('wagtailcore', '0097_baselogentry_uuid_action_timestamp_indexes'),
        ('wagtaildocs', '0014_alter_document_file_size'),
        ('wagtailembeds', '0009_embed_cache_until'),
        ('wagtailforms', '0005_alter_formsubmission_form_data'),
        ('wagtailimages', '0027_image_description'),
        ('wagtailredirects', '0008_add_verbose_name_plural'),
        ('wagtailsearch', '0010_add_text_fields'),
        ('wagtailusers', '0015_userprofile_keyboard_shortcuts'),
    ]

    operations = [
        migrations.CreateModel(
            name='Area',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=20, unique=True, verbose_name='code')),
                ('name_zh', models.CharField(max_length=100, verbose_name='name in Chinese')),
                ('name_en', models.CharField(blank=True, max_length=100, verbose_name='name in English')),
                ('level', models.CharField(choices=[('CITY', 'City'), ('DISTRICT', 'District'), ('STREET', 'Street'), ('COMMUNITY', 'Community')], max_length=10, verbose_name='level')),
                ('path', models.CharField(db_default='', db_index=True, editable=False, max_length=100)),
                ('households', models.PositiveIntegerField(default=0, verbose_name='households')),
                ('residents', models.PositiveIntegerField(default=0, verbose_name='residents')),
                ('allocation_base_fen', models.BigIntegerField(default=0, verbose_name='allocation, base (fen)')),
                ('allocation_per_household_fen', models.BigIntegerField(default=0, verbose_name='allocation per household (fen)')),
                ('support_threshold', models.PositiveIntegerField(default=10, verbose_name='residents who make a need supported')),
                ('tender_threshold_fen', models.BigIntegerField(blank=True, null=True, verbose_name='open tender from (fen)')),
                ('parent', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='children', to='accounts.area', verbose_name='lies in')),
            ],
            options={
                'verbose_name': 'area',
                'verbose_name_plural': 'areas',
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('level', 'CITY'), ('parent__isnull', True)), models.Q(models.Q(('level', 'CITY'), _negated=True), ('parent__isnull', False)), _connector='OR'), name='area_only_a_city_lies_in_none'), models.CheckConstraint(condition=models.Q(('parent', models.F('id')), _negated=True), name='area_is_not_its_own_parent'), models.CheckConstraint(condition=models.Q(('allocation_base_fen__gte', 0), ('allocation_per_household_fen__gte', 0)), name='area_allocation_is_not_negative'), models.CheckConstraint(condition=models.Q(('support_threshold__gte', 1)), name='area_support_threshold_is_positive'), models.CheckConstraint(condition=models.Q(('tender_threshold_fen__isnull', True), ('tender_threshold_fen__gt', 0), _connector='OR'), name='area_tender_threshold_is_positive')],
            },
        ),
        migrations.CreateModel(
            name='Expert',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(blank=True, max_length=100, verbose_name='title')),
                ('specialities', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('elder_care', 'Care for the aged'), ('childcare', 'Childcare'), ('greening', 'Greening'), ('social_work', 'Social work'), ('community_centre', 'Running a community centre'), ('cleaning', 'Cleaning'), ('mental_health', 'Mental health'), ('legal_aid', 'Legal aid'), ('culture', 'Culture and sport'), ('other', 'Other services')], max_length=20), default=list, size=None, verbose_name='specialities')),
                ('is_active', models.BooleanField(default=True, verbose_name='may be drawn')),
                ('area', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='experts', to='accounts.area', verbose_name='area')),
                ('user', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='expert', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'expert',
                'constraints': [models.CheckConstraint(condition=models.Q(('specialities__len__gt', 0)), name='expert_has_a_speciality')],
            },
        ),
        migrations.CreateModel(
            name='Notification',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('topic', models.CharField(max_length=80)),
                ('key', models.CharField(max_length=160)),
                ('payload', models.JSONField(blank=True, default=dict)),
                ('url', models.CharField(blank=True, max_length=300)),
                ('created_at', models.DateTimeField()),
                ('read_at', models.DateTimeField(blank=True, null=True)),
                ('recipient', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='notifications', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'notification',
                'indexes': [models.Index(fields=['recipient', '-created_at'], name='notification_newest')],
                'constraints': [models.UniqueConstraint(fields=('recipient', 'key'), name='notification_told_once')],
            },
        ),
        migrations.CreateModel(
            name='Organisation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('APPLIED', 'Applied'), ('VERIFIED', 'Verified'), ('SUSPENDED', 'Suspended'), ('BARRED', 'Barred')], default='APPLIED', max_length=50, verbose_name='state')),
                ('name', models.CharField(max_length=200, verbose_name='name')),
                ('name_en', models.CharField(blank=True, max_length=200, verbose_name='name in English')),
                ('credit_code', models.CharField(max_length=18, unique=True, validators=[accounts.organisations.models.lawful_credit_code], verbose_name='credit code')),
                ('kind', models.CharField(choices=[('BUYER', 'Buyer'), ('SOCIAL', 'Social organisation'), ('ENTERPRISE', 'Enterprise'), ('INSTITUTION', 'Public institution'), ('COLLECTIVE', 'Rural collective'), ('SUPERVISOR', 'Supervisor'), ('AGENCY', 'Procurement agency'), ('COMMITTEE', "Residents' committee")], max_length=12, verbose_name='kind')),
                ('funding', models.CharField(blank=True, choices=[('', 'not state-funded, or it does not matter'), ('CLASS_ONE', 'Public institution of class one'), ('CLASS_TWO', 'Public institution of class two'), ('BUSINESS', 'Public institution that runs a business'), ('MASS', 'Mass organisation funded by the budget')], default='', max_length=10, verbose_name='state funding')),
                ('registered_on', models.DateField(verbose_name='registered on')),
                ('small_micro', models.BooleanField(default=False, verbose_name='small or micro enterprise')),
                ('legal_representative', models.CharField(blank=True, max_length=100, verbose_name='legal representative')),
                ('verified_at', models.DateTimeField(blank=True, null=True)),
                ('suspended_at', models.DateTimeField(blank=True, null=True)),
                ('barred_until', models.DateField(blank=True, null=True, verbose_name='barred until')),
                ('area', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='organisations', to='accounts.area', verbose_name='area')),
                ('controller', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='controls', to='accounts.organisation', verbose_name='controlled by')),
                ('registered_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='registered_organisations', to=settings.AUTH_USER_MODEL)),
                ('verified_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='verified_organisations', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'organisation',
                'verbose_name_plural': 'organisations',
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('verified_at__isnull', True), ('verified_by__isnull', True)), models.Q(('verified_at__isnull', False), ('verified_by__isnull', False)), _connector='OR'), name='organisation_verified_by_and_at'), models.CheckConstraint(condition=models.Q(models.Q(('barred_until__isnull', False), ('state', 'BARRED')), models.Q(models.Q(('state', 'BARRED'), _negated=True), ('barred_until__isnull', True)), _connector='OR'), name='organisation_barred_until_a_date'), models.CheckConstraint(condition=models.Q(('state', 'BARRED'), models.Q(('state', 'SUSPENDED'), ('suspended_at__isnull', False)), models.Q(models.Q(('state', 'SUSPENDED'), _negated=True), ('suspended_at__isnull', True)), _connector='OR'), name='organisation_suspended_at_an_instant'), models.CheckConstraint(condition=models.Q(('credit_code__regex', '^[0-9A-HJ-NPQRTUWXY]{18}$')), name='organisation_credit_code_alphabet'), models.CheckConstraint(condition=models.Q(('small_micro', False), models.Q(('kind__in', ['SOCIAL', 'INSTITUTION', 'BUYER']), _negated=True), _connector='OR'), name='organisation_small_micro_is_an_enterprise'), models.CheckConstraint(condition=models.Q(('controller', models.F('id')), _negated=True), name='organisation_does_not_control_itself')],
            },
        ),
        migrations.CreateModel(
            name='Membership',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('role', models.CharField(choices=[('BUYER_OFFICER', "Buyer's officer"), ('APPROVER', 'Approver'), ('CUSTODIAN', 'Opening custodian'), ('SUPPLIER', "Supplier's representative"), ('SUPERVISOR', 'Supervisor'), ('FINANCE', 'Finance officer'), ('REGISTRAR', 'Registrar'), ('AGENT', "Agency's officer"), ('GRID_WORKER', 'Grid worker')], max_length=20, verbose_name='role')),
                ('since', models.DateField(verbose_name='since')),
                ('until', models.DateField(blank=True, null=True, verbose_name='until')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='memberships', to=settings.AUTH_USER_MODEL)),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='memberships', to='accounts.organisation')),
            ],
            options={
                'verbose_name': 'membership',
                'constraints': [models.CheckConstraint(condition=models.Q(('until__isnull', True), ('until__gte', models.F('since')), _connector='OR'), name='membership_ends_after_it_begins'), models.UniqueConstraint(condition=models.Q(('until__isnull', True)), fields=('person', 'organisation', 'role'), name='one_open_membership_a_role')],
            },
        ),
        migrations.CreateModel(
            name='Grade',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('level', models.PositiveSmallIntegerField(validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(5)], verbose_name='grade')),
                ('granted_on', models.DateField(verbose_name='granted on')),
                ('expires_on', models.DateField(blank=True, verbose_name='expires on')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='grades', to='accounts.organisation')),
            ],
            options={
                'verbose_name': 'grade',
                'constraints': [models.CheckConstraint(condition=models.Q(('level__range', (1, 5))), name='grade_is_1_to_5'), models.CheckConstraint(condition=models.Q(('expires_on__gt', models.F('granted_on'))), name='grade_expires_after_it_begins'), models.UniqueConstraint(fields=('organisation', 'granted_on'), name='grade_once_a_day')],
            },
        ),
        migrations.CreateModel(
            name='ExpertTie',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('BOARD', 'Director or supervisor of it'), ('CONTROL', 'Controlling holder of it'), ('KINSHIP', 'Kin of its head'), ('OTHER', 'Another tie that may hurt fairness')], max_length=10, verbose_name='kind')),
                ('since', models.DateField(verbose_name='since')),
                ('until', models.DateField(blank=True, null=True, verbose_name='until')),
                ('expert', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='ties', to='accounts.expert')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='expert_ties', to='accounts.organisation')),
            ],
            options={
                'verbose_name': 'tie of an expert',
                'constraints': [models.CheckConstraint(condition=models.Q(('until__isnull', True), ('until__gte', models.F('since')), _connector='OR'), name='expert_tie_ends_after_it_begins')],
            },
        ),
        migrations.CreateModel(
            name='ExpertEmployment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.CharField(blank=True, max_length=100, verbose_name='position')),
                ('since', models.DateField(verbose_name='since')),
                ('until', models.DateField(blank=True, null=True, verbose_name='until')),
                ('expert', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='employments', to='accounts.expert')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='expert_employments', to='accounts.organisation')),
            ],
            options={
                'verbose_name': 'employment of an expert',
                'constraints': [models.CheckConstraint(condition=models.Q(('until__isnull', True), ('until__gte', models.F('since')), _connector='OR'), name='employment_ends_after_it_begins')],
            },
        ),
        migrations.CreateModel(
            name='CreditEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('list_kind', models.CharField(choices=[('ABNORMAL', 'List of abnormal activity'), ('SERIOUS', 'List of serious violations and dishonesty'), ('DEBTOR', 'List of dishonest persons subject to enforcement'), ('TAX', 'List of major tax violations'), ('PROCUREMENT', 'List of serious violations in public purchases')], max_length=12, verbose_name='list')),
                ('listed_on', models.DateField(verbose_name='listed on')),
                ('removed_on', models.DateField(blank=True, null=True, verbose_name='removed on')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='credit_entries', to='accounts.organisation')),
            ],
            options={
                'verbose_name': 'entry on a credit list',
                'constraints': [models.CheckConstraint(condition=models.Q(('removed_on__isnull', True), ('removed_on__gte', models.F('listed_on')), _connector='OR'), name='credit_entry_removed_after_it_was_made'), models.UniqueConstraint(condition=models.Q(('removed_on__isnull', True)), fields=('organisation', 'list_kind'), name='one_standing_entry_a_list')],
            },
        ),
        migrations.CreateModel(
            name='AnnualReport',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('year', models.PositiveSmallIntegerField(verbose_name='year reported on')),
                ('filed_on', models.DateField(verbose_name='received on')),
                ('conclusion', models.CharField(blank=True, choices=[('QUALIFIED', 'Qualified'), ('BASIC', 'Basically qualified'), ('FAILED', 'Not qualified')], default='', max_length=10, verbose_name='conclusion')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='annual_reports', to='accounts.organisation')),
            ],
            options={
                'verbose_name': 'annual report',
                'constraints': [models.UniqueConstraint(fields=('organisation', 'year'), name='one_annual_report_a_year')],
            },
        ),
        migrations.CreateModel(
            name='Resident',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=100, verbose_name='name')),
                ('stratum', models.CharField(choices=[('SELF', 'By oneself'), ('ASSISTED', 'With help')], default='SELF', max_length=10, verbose_name='rates')),
                ('verified_at', models.DateTimeField(blank=True, null=True)),
                ('community', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='people', to='accounts.area', verbose_name='community')),
                ('registered_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='registered_residents', to=settings.AUTH_USER_MODEL)),
                ('user', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='resident', to=settings.AUTH_USER_MODEL)),
                ('verified_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='verified_residents', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'resident',
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('verified_at__isnull', True), ('verified_by__isnull', True)), models.Q(('verified_at__isnull', False), ('verified_by__isnull', False)), _connector='OR'), name='resident_verified_by_and_at'), models.CheckConstraint(condition=models.Q(('user__isnull', True), ('verified_by__isnull', True), models.Q(('user', models.F('verified_by')), _negated=True), _connector='OR'), name='resident_verified_by_another')],
            },
        ),
        migrations.CreateModel(
            name='TrackRecordEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ocid', models.CharField(db_index=True, max_length=60)),
                ('lot', models.CharField(blank=True, max_length=40)),
                ('kind', models.CharField(choices=[('CONTRACT', 'Contract'), ('DELIVERED', 'Delivered against planned'), ('ON_TIME', 'On time'), ('RECTIFICATIONS', 'Rectifications'), ('RATING', 'Rating by residents')], max_length=16, verbose_name='kind')),
                ('value', models.DecimalField(decimal_places=4, max_digits=18, verbose_name='value')),
                ('period', models.CharField(blank=True, max_length=60, verbose_name='period')),
                ('detail', models.JSONField(blank=True, default=dict)),
                ('at', models.DateTimeField()),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='track_record', to='accounts.organisation')),
            ],
            options={
                'verbose_name': 'line of a track record',
                'constraints': [models.UniqueConstraint(fields=('organisation', 'ocid', 'lot', 'kind', 'period'), name='one_track_record_line_a_period')],
            },
        ),
    ]
