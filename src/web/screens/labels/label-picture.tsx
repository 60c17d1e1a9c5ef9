import { useQuery } from '@tanstack/react-query'
import type { LabelTemplate } from '../../../client/index.ts'
import { client } from '../../app/api.ts'
import { useSite } from '../../app/site.tsx'
import { useWords } from '../../app/words.tsx'

/** The server draws it, exactly as it will be printed; here it is only shown. */
export function LabelPicture({ template, large = false }: { template: LabelTemplate; large?: boolean }) {
  const { t } = useWords()
  const preview = usePreview(template)
  if (preview.isError) return <p className="label-fault small">{preview.error.message}</p>
  if (!preview.data) return <span className="label-blank" style={{ aspectRatio: `${template.width} / ${template.height}` }} />
  const source = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(preview.data.svg)}`
  return (
    <>
      <img src={source} alt={t('labels.picture', { label: template.name ?? template.code })} />
      {large && preview.data.warnings.length > 0 && (
        <ul className="label-warnings small">
          {preview.data.warnings.map(warning => (
            <li key={warning}>{warning}</li>
          ))}
        </ul>
      )}
    </>
  )
}

function usePreview(template: LabelTemplate) {
  const site = useSite()
  return useQuery({
    queryKey: ['label-preview', template],
    // What is being typed may have no code yet; the picture does not need one.
    queryFn: () => client.previewLabel({ template: stated({ ...template, code: template.code || 'new' }), ...(site ? { site } : {}) }),
    placeholderData: before => before,
    retry: false,
    staleTime: Number.POSITIVE_INFINITY,
  })
}

/** Without what only the list says. */
export function stated(template: LabelTemplate & { builtIn?: boolean }): LabelTemplate {
  const { builtIn: _, ...rest } = template
  return rest
}
